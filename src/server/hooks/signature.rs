//! Who receives a delivery can prove that it is ours, and is no old one: headers as Standard Webhooks wants them
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How a secret begins when it is written down.
const PREFIX: &str = "whsec_";
/// Shortest and longest key, bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// The key that deliveries are signed with.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

/// Why a text is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it does not hold `whsec_` and 24 to 64 bytes as base64; `echo whsec_$(openssl rand -base64 32)` makes one"
)]
pub struct NoSecret;

impl SigningKey {
    /// The key of a secret as it is written down: `whsec_` and base64.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(secret: &str) -> Result<Self, NoSecret> {
        let encoded = secret.trim().strip_prefix(PREFIX).ok_or(NoSecret)?;
        let key = STANDARD.decode(encoded).map_err(|_| NoSecret)?;
        if !LENGTHS.contains(&key.len()) {
            return Err(NoSecret);
        }
        Hmac::new_from_slice(&key).map(Self).map_err(|_| NoSecret)
    }

    /// The headers of a delivery: its identity, when it is sent, and the signature over both and the body.
    pub fn headers(&self, id: &str, at: DateTime<Utc>, body: &str) -> [(&'static str, String); 3] {
        let timestamp = at.timestamp().to_string();
        let mut mac = self.0.clone();
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        [("webhook-id", id.to_owned()), ("webhook-timestamp", timestamp), ("webhook-signature", signature)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_signed_as_the_libraries_of_standard_webhooks_sign_it() {
        let key = SigningKey::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").expect("a key");
        let at = DateTime::from_timestamp(1_614_265_330, 0).expect("a time");
        let headers = key.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(headers[1].1, "1614265330");
        assert_eq!(headers[2].1, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        for text in ["", "whsec_", "plain", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_???"]
        {
            assert!(SigningKey::read(text).is_err(), "{text}");
        }
    }
}
