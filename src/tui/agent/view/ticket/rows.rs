//! Which fields stand in which rows, and how high each is: by the height of the pane alone, so that typing moves nothing.

use ratatui::layout::Rect;

use crate::domain::FormField;

/// A row of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The fields in it, from the left.
    pub fields: &'static [FormField],
    /// First line below the top of the form.
    pub y: u16,
    /// Lines.
    pub height: u16,
}

const FIELDS: [&[FormField]; 14] = [
    &[FormField::Kind],
    &[FormField::Category],
    &[FormField::Subject],
    &[FormField::Description],
    &[FormField::Place],
    &[FormField::Occurred],
    &[FormField::Wish],
    &[FormField::ContactName],
    &[FormField::ContactNumber],
    &[FormField::Channel],
    &[FormField::Secrecy, FormField::ReplyWanted],
    &[FormField::Urgency],
    &[FormField::Impact],
    &[FormField::Answer],
];

/// Who gets lines that are left, in turn, and how many lines at most.
const GROW: [(FormField, u16); 5] = [
    (FormField::Description, 16),
    (FormField::Description, 16),
    (FormField::Answer, 8),
    (FormField::Description, 16),
    (FormField::Wish, 6),
];

/// The rows of a form in so many lines.
pub fn of(lines: u16) -> Vec<Row> {
    let mut heights = [1_u16; FIELDS.len()];
    let mut left = lines.saturating_sub(FIELDS.len() as u16);
    let mut grew = true;
    while left > 0 && grew {
        grew = false;
        for (field, most) in GROW {
            let at = FIELDS.iter().position(|fields| fields.contains(&field)).unwrap_or_default();
            if left > 0 && heights[at] < most {
                heights[at] += 1;
                left -= 1;
                grew = true;
            }
        }
    }
    let mut y = 0;
    let row = |(fields, height): (&&'static [FormField], u16)| {
        y += height;
        Row { fields, y: y - height, height }
    };
    FIELDS.iter().zip(heights).map(row).collect()
}

/// The first line seen, so that the field with the cursor is.
pub fn top(rows: &[Row], field: FormField, lines: u16) -> u16 {
    let all = rows.last().map_or(0, |row| row.y + row.height);
    let row = rows.iter().find(|row| row.fields.contains(&field));
    let at = row.map_or(0, |row| row.y);
    at.saturating_sub(lines / 2).min(all.saturating_sub(lines))
}

impl Row {
    /// Where the row is seen in an area whose first line is the form's line `top`.
    pub fn place(&self, area: Rect, top: u16) -> Option<Rect> {
        let y = self.y.checked_sub(top)?;
        let height = self.height.min(area.height.checked_sub(y)?);
        (height > 0).then_some(Rect { y: area.y + y, height, ..area })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_with_the_cursor_is_seen_at_every_height() {
        for lines in 1..70 {
            let rows = of(lines);
            for field in rows.iter().flat_map(|row| row.fields) {
                let top = top(&rows, *field, lines);
                let row = rows.iter().find(|row| row.fields.contains(field)).expect("each field has a row");
                assert!(row.place(Rect::new(0, 0, 10, lines), top).is_some(), "{field:?} at {lines}");
            }
        }
    }

    #[test]
    fn lines_left_go_to_texts() {
        let height = |lines, field| {
            let rows = of(lines);
            rows.iter().find(|row| row.fields.contains(&field)).map(|row| row.height)
        };
        assert_eq!(height(14, FormField::Description), Some(1));
        assert_eq!(height(17, FormField::Description), Some(3));
        assert_eq!(height(60, FormField::Answer), Some(8));
        assert_eq!(height(60, FormField::Subject), Some(1));
    }
}
