//! Paths as they come from elsewhere: what a terminal writes when a file is dropped on it, or what a file manager copies. Pure.

/// The paths of a pasted text. Quotes, escaped spaces and `file://` are read as a shell and a browser write them; a plain line is one
/// path, spaces and all, and so is one with a quote that ends nowhere.
pub fn paths_of(pasted: &str) -> Vec<String> {
    pasted.lines().flat_map(paths_of_line).collect()
}

fn paths_of_line(line: &str) -> Vec<String> {
    let line = line.trim();
    let is_written = line.contains(['\'', '"', '\\']) || line.starts_with("file://");
    let words = if is_written { words(line) } else { None };
    let words = words.unwrap_or_else(|| vec![line.to_owned()]);
    words.into_iter().filter(|word| !word.is_empty()).map(|word| without_scheme(&word)).collect()
}

/// The words of a line, as a shell cuts it: spaces part them outside of quotes and behind no backslash; none where a quote
/// ends nowhere.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = vec![String::new()];
    let (mut quote, mut letters) = (None, line.chars());
    while let Some(letter) = letters.next() {
        let word = words.last_mut();
        match (letter, quote) {
            ('\\', None | Some('"')) => {
                word.into_iter().for_each(|word| word.extend(letters.next()));
            }
            ('\'' | '"', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            (' ' | '\t', None) => words.push(String::new()),
            (letter, _) => word.into_iter().for_each(|word| word.push(letter)),
        }
    }
    quote.is_none().then_some(words)
}

/// The path of a `file://` address; anything else is a path already.
fn without_scheme(word: &str) -> String {
    let Some(rest) = word.strip_prefix("file://") else { return word.to_owned() };
    let path = rest.find('/').map_or(rest, |at| &rest[at..]);
    let mut bytes = Vec::with_capacity(path.len());
    let mut left = path.as_bytes();
    while let Some((byte, rest)) = left.split_first() {
        let escaped = rest.get(..2).filter(|_| *byte == b'%');
        let escaped = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(escaped.unwrap_or(*byte));
        left = if escaped.is_some() { &rest[2..] } else { rest };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_files_are_read_as_terminals_write_them() {
        let check = |pasted: &str, expected: &[&str]| assert_eq!(paths_of(pasted), expected, "{pasted}");
        check("/home/li/photo.png", &["/home/li/photo.png"]);
        check("/home/li/my photo.png\n", &["/home/li/my photo.png"]);
        check("'/home/li/my photo.png' ", &["/home/li/my photo.png"]);
        check("\"/home/li/my photo.png\"", &["/home/li/my photo.png"]);
        check("/home/li/my\\ photo.png /tmp/b.pdf", &["/home/li/my photo.png", "/tmp/b.pdf"]);
        check("'/a b.png' '/c d.png'", &["/a b.png", "/c d.png"]);
        check("'/it'\\''s.png'", &["/it's.png"]);
        check("file:///home/li/my%20photo.png", &["/home/li/my photo.png"]);
        check("file://desk/home/%E6%B0%B4.png\nfile:///tmp/b.pdf", &["/home/水.png", "/tmp/b.pdf"]);
        check("file:///tmp/100%", &["/tmp/100%"]);
        check("照片.png", &["照片.png"]);
        check("/home/li/it's.png", &["/home/li/it's.png"]);
        check("  \n", &[]);
    }
}
