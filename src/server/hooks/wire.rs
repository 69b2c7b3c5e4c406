//! One request to another system: within its reach, within its time, following nobody elsewhere; and its answer or why there is none.

use std::{error::Error, net::IpAddr, time::Duration};

use reqwest::{
    Client, Method, Response, StatusCode, Url,
    header::{CONTENT_TYPE, HeaderMap, LOCATION},
};
use serde_json::Value;

use super::reach::{OutOfReach, Reach};
use crate::domain::clean_text;

/// Most bytes of an answer that are read.
const ANSWER: usize = 1 << 20;
/// Most characters of what another system says about a refusal that are kept.
const SAYS: usize = 200;
/// Bytes in a second that the slowest way to another system carries: so much longer a request may take as there is to send.
const LEAST_RATE: usize = 100_000;

/// The way to another system.
pub struct Wire {
    http: Client,
    base: Url,
    reach: Reach,
    answer: Duration,
}

/// A request to it.
pub struct Request<'a> {
    pub method: Method,
    /// Below its address; none for the address itself.
    pub path: &'a [&'a str],
    pub query: &'a [(&'a str, &'a str)],
    pub headers: HeaderMap,
    pub body: Option<String>,
}

/// Why nothing has arrived, as far as can be known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it is")]
pub enum WireError {
    #[error("the address is refused: {0}")]
    OutOfReach(#[from] OutOfReach),
    #[error("there was no answer within {} s", .0.as_secs_f32())]
    TimedOut(Duration),
    #[error(
        "it answers {status} and leads to {to}; redirects are not followed: write the right address into url"
    )]
    Redirect { status: u16, to: String },
    #[error("it answers {status}{}", after_colon(.says))]
    Refused { status: u16, says: String },
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("its answer is not what such a system answers: {0}; is this the right address")]
    Garbled(String),
}

fn after_colon(says: &str) -> String {
    if says.is_empty() { String::new() } else { format!(": {says}") }
}

impl Wire {
    /// A way to this address. Nothing is sent.
    ///
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new(base: Url, reach: Reach, answer: Duration) -> Result<Self, WireError> {
        // Only the first in a process has an effect; that one may be another's.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look names up by itself, where nobody looks at what they stand for.
            .no_proxy()
            .dns_resolver(reach)
            .connect_timeout(answer)
            .tcp_nodelay(true)
            .user_agent(concat!("hotdesk/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| WireError::Unreachable(told(&error)))?;
        Ok(Self { http, base, reach, answer })
    }

    /// Sends a request; gives the body of an answer that is a success.
    ///
    /// # Errors
    /// When it may not be sent, or the answer is another one.
    pub async fn send(&self, request: Request<'_>) -> Result<Vec<u8>, WireError> {
        // An address needs no looking up, so it would not come by the resolver.
        if let Some(ip) = literal(&self.base) {
            self.reach.check(ip)?;
        }
        let Request { method, path, query, headers, body } = request;
        let within = self.within(body.as_ref().map_or(0, String::len));
        let mut sent = self.http.request(method, self.at(path, query)).headers(headers).timeout(within);
        if let Some(body) = body {
            sent = sent.header(CONTENT_TYPE, "application/json").body(body);
        }
        let response = sent.send().await.map_err(|error| self.failed(&error, within))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(self.redirect(&response));
        }
        let body = self.read(response, within).await?;
        if status.is_success() { Ok(body) } else { Err(refused(status, &body)) }
    }

    /// Sends a request; reads the answer as JSON.
    ///
    /// # Errors
    /// As [`Self::send`], and when it is none.
    pub async fn json(&self, request: Request<'_>) -> Result<Value, WireError> {
        let body = self.send(request).await?;
        serde_json::from_slice(&body).map_err(|_| WireError::Garbled("it is no JSON".to_owned()))
    }

    /// How long a request may take with so much to send.
    fn within(&self, bytes: usize) -> Duration {
        self.answer + Duration::from_secs((bytes / LEAST_RATE) as u64)
    }

    fn at(&self, path: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        if !path.is_empty()
            && let Ok(mut segments) = url.path_segments_mut()
        {
            segments.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    async fn read(&self, mut response: Response, within: Duration) -> Result<Vec<u8>, WireError> {
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| self.failed(&error, within))? {
            if body.len() + piece.len() > ANSWER {
                return Err(WireError::Garbled(format!("it is longer than {ANSWER} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }

    /// Only where it leads: the rest of an address may be secret.
    fn redirect(&self, response: &Response) -> WireError {
        let location = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        let to = location.and_then(|to| self.base.join(to).ok());
        let to = to.map_or_else(|| "nowhere".to_owned(), |to| to.origin().ascii_serialization());
        WireError::Redirect { status: response.status().as_u16(), to }
    }

    fn failed(&self, error: &reqwest::Error, within: Duration) -> WireError {
        if let Some(refused) = causes(error).find_map(|cause| cause.downcast_ref::<OutOfReach>()) {
            return (*refused).into();
        }
        if error.is_timeout() {
            return WireError::TimedOut(if error.is_connect() { self.answer } else { within });
        }
        WireError::Unreachable(told(error))
    }
}

/// The address that stands in an URL as such.
fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

/// What a system says in its own words: `message` or `error` of its JSON, which both ticket systems use.
fn refused(status: StatusCode, body: &[u8]) -> WireError {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let said = ["message", "error"].into_iter().find_map(|key| json[key].as_str()).unwrap_or_default();
    let says = clean_text(said).chars().take(SAYS).collect();
    WireError::Refused { status: status.as_u16(), says }
}

/// The last cause of an error: those before it only wrap it, and name the address, in which a secret may stand.
fn told(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "the request failed".to_owned(), ToString::to_string)
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source())
}

#[cfg(test)]
mod tests {
    use super::{super::reach::Private, *};

    #[test]
    fn a_request_may_take_as_long_as_its_body_needs() {
        let base = Url::parse("https://desk.example").expect("an address");
        let own = ([127, 0, 0, 1], 80).into();
        let reach = Reach { own, private: Private::Refused, port: 443 };
        let wire = Wire::new(base, reach, Duration::from_secs(10)).expect("a way");
        assert_eq!(wire.within(0), Duration::from_secs(10));
        assert_eq!(wire.within(8_000_000), Duration::from_secs(90));
    }
}
