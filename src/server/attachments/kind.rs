//! What a file is, by its first bytes; what its sender and its name say has to agree.

use super::unfit;
use crate::server::problem::ApiError;

/// Bytes of the beginning that are looked at: office files say what they are only in the names of their first parts.
pub const HEAD: usize = 16 << 10;
/// What has no sign of its own.
const TEXT: &str = "text/plain";
/// Other names of media types.
const ALIASES: [(&str, &str); 6] = [
    ("audio/mp3", "audio/mpeg"),
    ("audio/vnd.wave", "audio/x-wav"),
    ("audio/wav", "audio/x-wav"),
    ("audio/wave", "audio/x-wav"),
    ("image/jpg", "image/jpeg"),
    ("text/csv", TEXT),
];
/// Endings of names beside the usual one.
const ENDINGS: [(&str, &[&str]); 4] = [
    ("image/jpeg", &["jpeg", "jpe"]),
    (TEXT, &["txt", "csv", "log", "md"]),
    ("video/mp4", &["m4v"]),
    ("image/tiff", &["tiff"]),
];

/// The media type of a file that begins so, if it is one of those taken, and is what it is said to be.
pub fn examine(head: &[u8], said: &str, name: &str, taken: &[String]) -> Result<String, ApiError> {
    let found = infer::get(head);
    let (kind, ending) = match found {
        Some(found) => (found.mime_type(), found.extension()),
        None if is_text(head) => (TEXT, "txt"),
        None => return Err(unfit(format!("the file is of no known kind; taken are {}", taken.join(", ")))),
    };
    let said = plain(said);
    if !said.is_empty() && said != "application/octet-stream" && said != kind {
        return Err(unfit(format!(
            "the file is said to be {said} and begins like {kind}; send it as what it is"
        )));
    }
    if !taken.iter().any(|one| one == kind) {
        return Err(unfit(format!(
            "a file of kind {kind} is not taken here; taken are {}",
            taken.join(", ")
        )));
    }
    let others = ENDINGS.iter().find(|(other, _)| *other == kind).map_or(&[][..], |(_, endings)| endings);
    match name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()) {
        Some(own) if own != ending && !others.contains(&own.as_str()) => Err(unfit(format!(
            "the name ends in .{own} and the file is {kind}; let the name end in .{ending}"
        ))),
        _ => Ok(kind.to_owned()),
    }
}

/// The type without its parameters, by its usual name.
fn plain(said: &str) -> String {
    let bare = said.split(';').next().unwrap_or_default().trim().to_lowercase();
    let usual = ALIASES.iter().find(|(alias, _)| *alias == bare);
    usual.map_or(bare, |(_, usual)| (*usual).to_owned())
}

/// Text in whatever encoding: no control characters but those that set lines.
fn is_text(head: &[u8]) -> bool {
    head.iter().all(|byte| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F'];

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let taken = ["image/jpeg", "application/pdf", "audio/x-wav", "text/plain"].map(str::to_owned);
        let check = |head: &[u8], said: &str, name: &str, expected: Result<&str, &str>| {
            let found = examine(head, said, name, &taken);
            let found = found.as_deref().map_err(|error| format!("{error:?}"));
            match (found, expected) {
                (Ok(kind), Ok(expected)) => assert_eq!(kind, expected, "{name}"),
                (Err(told), Err(part)) => assert!(told.contains(part), "{name}: {told}"),
                other => panic!("{name}: {other:?}"),
            }
        };
        check(JPEG, "image/jpeg", "现场.jpg", Ok("image/jpeg"));
        check(JPEG, "image/jpg; q=1", "a.JPEG", Ok("image/jpeg"));
        check(JPEG, "", "no ending", Ok("image/jpeg"));
        check(JPEG, "application/octet-stream", "a.jpg", Ok("image/jpeg"));
        check(b"%PDF-1.7 ", "application/pdf", "a.pdf", Ok("application/pdf"));
        check(b"RIFF\x04\0\0\0WAVE", "audio/wav", "a.wav", Ok("audio/x-wav"));
        check("已修复\r\n".as_bytes(), "text/plain; charset=utf-8", "a.txt", Ok("text/plain"));
        check(
            b"%PDF-1.7 ",
            "image/jpeg",
            "a.jpg",
            Err("is said to be image/jpeg and begins like application/pdf"),
        );
        check(b"MZ\x90\0\x03\0\0\0", "image/jpeg", "a.jpg", Err("begins like"));
        check(b"MZ\x90\0\x03\0\0\0", "", "a.exe", Err("is not taken here; taken are image/jpeg"));
        check(b"<html><script>", "text/plain", "a.txt", Err("begins like text/html"));
        check(b"\0\x01\x02", "text/plain", "a.txt", Err("of no known kind"));
        check(JPEG, "image/jpeg", "a.exe", Err("ends in .exe and the file is image/jpeg"));
        check(JPEG, "image/jpeg", "a.jpg.", Err("ends in . and"));
    }
}
