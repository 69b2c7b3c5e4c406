//! What the files of a site must agree on.

use std::collections::BTreeSet;

use super::{Read, entries::Listed};
use crate::{
    config::Trouble,
    domain::{BlankKind, Category, Priority, Script, UnitId, Units, Words},
    script,
};

/// Pause codes that the desk sets by itself: after signing in, and after too many missed rings.
const NEEDED_PAUSES: [&str; 2] = ["signed_in", "missed"];

/// Everything that does not fit together.
pub(super) fn all(read: &Read) -> Vec<Trouble> {
    let mut found = Vec::new();
    queues(read, &mut found);
    pauses(read, &mut found);
    categories(read, &mut found);
    handling(read, &mut found);
    units(read, &mut found);
    templates(read, &mut found);
    scripts(read, &mut found);
    found
}

fn queues(read: &Read, found: &mut Vec<Trouble>) {
    unique(&read.queues.list, "queue", |queue| queue.id.as_str(), found);
    for listed in &read.queues.list {
        let queue = &listed.value;
        labelled(listed, 0, &format!("queue {}", queue.id), &queue.label, found);
        let at_least_one = [
            ("target_s", queue.target_s),
            ("max_wait_s", queue.max_wait_s),
            ("ring_s", queue.ring_s),
            ("wrap_up_s", queue.wrap_up_s),
            ("misses_before_pause", queue.misses_before_pause),
            ("capacity", queue.capacity),
        ];
        for (key, _) in at_least_one.iter().filter(|(_, value)| *value == 0) {
            found.push(listed.trouble(0, format!("queue {}: `{key}` must be at least 1", queue.id)));
        }
    }
    for queue in &read.queues.list {
        if let Some(name) = queue.value.hours.as_ref().filter(|name| !read.calendars.contains_key(*name)) {
            let id = &queue.value.id;
            let what = format!(
                "queue {id}: there is no calendar `{name}`: correct `hours`, or add calendars/{name}.toml"
            );
            found.push(queue.trouble(0, what));
        }
    }
    if read.queues.list.is_empty() {
        found.push(Trouble::new(&read.queues.place, "there is no queue: write at least one [[queue]]"));
    }
}

fn pauses(read: &Read, found: &mut Vec<Trouble>) {
    unique(&read.pauses.list, "pause", |pause| pause.code.as_str(), found);
    for listed in &read.pauses.list {
        labelled(listed, 0, &format!("pause {}", listed.value.code), &listed.value.label, found);
    }
    let known = |code: &&&str| read.pauses.list.iter().any(|listed| listed.value.code.as_str() == **code);
    for code in NEEDED_PAUSES.iter().filter(|code| !known(code)) {
        found.push(Trouble::new(
            &read.pauses.place,
            format!("the desk needs a pause of code `{code}`: add it"),
        ));
    }
}

fn categories(read: &Read, found: &mut Vec<Trouble>) {
    unique(&read.categories.list, "category", |category| category.code.as_str(), found);
    let mut above = BTreeSet::new();
    for listed in &read.categories.list {
        let category = &listed.value;
        labelled(listed, 0, &format!("category {}", category.code), &category.label, found);
        if let Some(parent) = category.parent.as_ref().filter(|parent| !above.contains(*parent)) {
            let what = format!(
                "category {}: its parent {parent} does not stand above it: add or move it",
                category.code
            );
            found.push(listed.trouble(0, what));
        }
        above.insert(&category.code);
    }
    for priority in [Priority::P1, Priority::P2, Priority::P3, Priority::P4] {
        if !read.allowances.contains_key(&priority) {
            let what = format!(
                "[allowances] has no time limit for {priority:?}: add {priority:?} = \"7wd\" or the like"
            );
            found.push(Trouble::new(&read.categories.place, what));
        }
    }
}

/// The way that a category's tickets go, and who handles them.
fn handling(read: &Read, found: &mut Vec<Trouble>) {
    for listed in &read.categories.list {
        let category = &listed.value;
        let mut add = |what: String| {
            found.push(listed.trouble(0, format!("category {}: {what}", category.code)));
        };
        let is_known = |id: &&_| read.lifecycles.iter().any(|lifecycle| lifecycle.id == **id);
        if let Some(id) = category.lifecycle.as_ref().filter(|id| !is_known(id)) {
            add(format!("there is no lifecycle {id}: correct `lifecycle`, or add lifecycles/{id}.toml"));
        }
        if category.places.iter().any(|one| one.place.trim().is_empty()) {
            add("one of its places is empty, and would be everywhere: write what occurs in it".to_owned());
        }
        for unit in units_of(category).filter(|id| !read.units.list.iter().any(|unit| unit.value.id == **id))
        {
            add(format!("there is no unit {unit}: correct it, or add it to {}", read.units.place));
        }
    }
    if read.lifecycles.is_empty() {
        found.push(Trouble::new("lifecycles/", "there is no lifecycle: add a file, or take the folder away"));
    }
}

fn units_of(category: &Category) -> impl Iterator<Item = &UnitId> {
    category.unit.iter().chain(category.places.iter().map(|one| &one.unit))
}

fn units(read: &Read, found: &mut Vec<Trouble>) {
    let list = &read.units.list;
    for listed in list {
        labelled(listed, 0, &format!("unit {}", listed.value.id), &listed.value.label, found);
    }
    let units = Units(list.iter().map(|listed| listed.value.clone()).collect());
    found.extend(units.faults().iter().map(|(nth, fault)| list[*nth].trouble(0, fault.to_string())));
}

fn templates(read: &Read, found: &mut Vec<Trouble>) {
    unique(&read.templates.list, "template", |template| template.id.as_str(), found);
    for listed in &read.templates.list {
        let template = &listed.value;
        labelled(listed, 0, &format!("template {}", template.id), &template.label, found);
        let known = |code: &&_| read.categories.list.iter().any(|listed| listed.value.code == **code);
        if let Some(code) = template.category.as_ref().filter(|code| !known(code)) {
            found.push(
                listed
                    .trouble(0, format!("template {}: there is no category {code}: correct it", template.id)),
            );
        }
        found.extend(
            script::check_template(template).iter().map(|error| listed.trouble(0, error.to_string())),
        );
    }
}

fn scripts(read: &Read, found: &mut Vec<Trouble>) {
    let for_others = |listed: &&Listed<Script>| listed.value.is_for_all_others();
    match read.scripts.iter().filter(for_others).collect::<Vec<_>>().as_slice() {
        [] => found.push(Trouble::new(
            "scripts/",
            "one script must serve all other calls: leave out its `services`",
        )),
        [_] => {}
        [first, others @ ..] => found.extend(others.iter().map(|other| {
            let what = format!(
                "scripts {} and {} both serve all other calls: name `services` in one",
                first.value.id, other.value.id
            );
            Trouble::new(&other.place, what)
        })),
    }
    let (mut ids, mut services) = (BTreeSet::new(), BTreeSet::new());
    for listed in &read.scripts {
        let script = &listed.value;
        if !ids.insert(&script.id) {
            found.push(Trouble::new(
                &listed.place,
                format!("another script has the id {} too: rename one", script.id),
            ));
        }
        for service in script.services.iter().filter(|service| !services.insert(*service)) {
            let what = format!("another script serves `{service}` too: take it away from one");
            found.push(Trouble::new(&listed.place, what));
        }
        one_script(listed, found);
    }
}

fn one_script(listed: &Listed<Script>, found: &mut Vec<Trouble>) {
    let script = &listed.value;
    if script.steps.is_empty() {
        found.push(Trouble::new(&listed.place, "the script has no step: write at least one [[steps]]"));
    }
    labelled(listed, usize::MAX, "the script", &script.label, found);
    let (mut steps, mut blanks) = (BTreeSet::new(), BTreeSet::new());
    for (part, step) in script.steps.iter().enumerate() {
        let mut add = |what: String| found.push(listed.trouble(part, format!("step {}: {what}", step.id)));
        if !steps.insert(&step.id) {
            add("another step has the same id: rename one".to_owned());
        }
        for branch in step.branches.iter().filter(|branch| script.step(&branch.to).is_none()) {
            add(format!("a branch leads to `{}`, which is no step of this script: correct it", branch.to));
        }
        for blank in &step.blanks {
            if !blanks.insert(&blank.id) {
                add(format!("another blank has the id `{}` too: rename one", blank.id));
            }
            if matches!(&blank.kind, BlankKind::Choice(choices) if choices.len() < 2) {
                add(format!("blank `{}` has nothing to choose from: give it two choices", blank.id));
            }
        }
        let labels = step.branches.iter().map(|branch| &branch.label);
        for words in
            labels.chain(step.blanks.iter().map(|blank| &blank.label)).chain([&step.title, &step.text])
        {
            labelled(listed, part, &format!("step {}", step.id), words, found);
        }
    }
    let line_of = |step| script.step(step).map_or(usize::MAX, |(part, _)| part);
    found.extend(
        script::check(script).iter().map(|(step, error)| listed.trouble(line_of(step), error.to_string())),
    );
}

/// Words must be there in both languages.
fn labelled<T>(listed: &Listed<T>, part: usize, what: &str, words: &Words, found: &mut Vec<Trouble>) {
    for (language, text) in [("zh", &words.zh), ("en", &words.en)] {
        if text.trim().is_empty() {
            found.push(listed.trouble(part, format!("{what}: a text is empty in `{language}`: write it")));
        }
    }
}

fn unique<T>(entries: &[Listed<T>], kind: &str, id: impl Fn(&T) -> &str, found: &mut Vec<Trouble>) {
    let mut seen = BTreeSet::new();
    for listed in entries {
        let id = id(&listed.value);
        if !seen.insert(id) {
            found.push(listed.trouble(0, format!("another {kind} has the name `{id}` too: rename one")));
        }
        if id.trim().is_empty() {
            found.push(listed.trouble(0, format!("a {kind} has an empty name: write one")));
        }
    }
}
