//! Sound in files: one channel, 8,000 samples a second of two bytes. Each party of a test speaks in a tone of its own, so that a file shows
//! who was heard when.

use std::{f64::consts::TAU, fs, path::Path};

use super::agreement::settle;

/// Samples a second.
const RATE: u32 = 8_000;
/// Samples that are looked at together: a tenth of a second, in which each tone of a multiple of 10 Hz is whole.
const PIECE: usize = RATE as usize / 10;
/// How loud a tone is that is spoken, and how loud it must be to be heard; A-law and mixing change it a little.
const SPOKEN: f64 = 8_000.0;
const HEARD: f64 = 2_000.0;
/// A-law has no zero: its silence is a sample of 8.
const SILENT: f64 = 10.0;
/// Bytes before the samples.
const HEAD: usize = 44;

/// A party's voice: a tone, Hz.
pub type Voice = u32;

/// A file in which this tone lasts for two minutes; 0 is silence.
pub fn tone(voice: Voice) -> Vec<u8> {
    let sample = |n: u32| (SPOKEN * (TAU * f64::from(voice * n) / f64::from(RATE)).sin()) as i16;
    // One second and the next are alike.
    let second: Vec<u8> = (0..RATE).flat_map(|n| sample(n).to_le_bytes()).collect();
    let samples = second.repeat(120);
    let number = |number: usize| u32::try_from(number).expect("a short sound").to_le_bytes();
    let format = [&[1, 0, 1, 0][..], &RATE.to_le_bytes(), &(2 * RATE).to_le_bytes(), &[2, 0, 16, 0]].concat();
    let head = [b"RIFF", &number(HEAD - 8 + samples.len())[..], b"WAVEfmt ", &number(16), &format].concat();
    [&head[..], b"data", &number(samples.len()), &samples].concat()
}

/// Waits until a recording has more in it: two seconds of sound come to the disk at once.
pub async fn goes_on(file: &Path) {
    let before = Heard::read(file).tenths();
    settle("recording", || {
        let now = Heard::read(file).tenths();
        (now > before, format!("{now} tenths of a second"))
    })
    .await;
}

/// What is in a file, tenth of a second by tenth.
pub struct Heard {
    samples: Vec<f64>,
}

impl Heard {
    /// What a file has so far; its head is right once it is closed.
    pub fn read(file: &Path) -> Self {
        let bytes = fs::read(file).unwrap_or_default();
        let samples = bytes.get(HEAD..).unwrap_or_default().chunks_exact(2);
        Self {
            samples: samples.map(|sample| f64::from(i16::from_le_bytes([sample[0], sample[1]]))).collect(),
        }
    }

    /// How many tenths of a second there are.
    pub fn tenths(&self) -> usize {
        self.samples.len() / PIECE
    }

    /// In which tenths of a second this voice is heard.
    pub fn of(&self, voice: Voice) -> Vec<bool> {
        self.samples.chunks_exact(PIECE).map(|piece| strength(piece, voice) > HEARD).collect()
    }

    /// In which tenths of a second there is nothing.
    pub fn silent(&self) -> Vec<bool> {
        let is_silent = |piece: &[f64]| piece.iter().all(|sample| sample.abs() < SILENT);
        self.samples.chunks_exact(PIECE).map(is_silent).collect()
    }
}

/// How loud a tone is in it: the length of its Fourier component.
fn strength(samples: &[f64], voice: Voice) -> f64 {
    let angle = |n: usize| TAU * f64::from(voice) * n as f64 / f64::from(RATE);
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        real += sample * angle(n).cos();
        imaginary += sample * angle(n).sin();
    }
    2.0 * f64::hypot(real, imaginary) / samples.len() as f64
}
