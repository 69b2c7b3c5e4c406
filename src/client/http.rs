//! One request: address, token, key, time limit; and its answer or why there is none.

use std::sync::{Arc, PoisonError, RwLock};

use reqwest::{
    Method, RequestBuilder, Response, StatusCode, Url,
    header::{self, HeaderMap, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    Pace,
    error::{ClientError, OfflineWhy},
};
use crate::{
    api::{API_VERSION, API_VERSION_HEADER, Code, IDEMPOTENCY_KEY, Problem, ROOT, SignIn},
    domain::Redacted,
};

/// A server as one user sees it. Clones share the session.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    root: Url,
    token: RwLock<Option<Redacted<String>>>,
    sign_in: RwLock<Option<SignIn>>,
    pace: Pace,
}

/// The key of a write: the same one again makes the same write again, which the server then does not do twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WriteKey(pub Uuid);

impl Client {
    /// A client of the server at this address, not yet signed in. Nothing is sent.
    ///
    /// # Errors
    /// When the address is not one of a server.
    pub fn new(address: &str, pace: Pace) -> Result<Self, ClientError> {
        let root = root(address)?;
        // Only the first in a process has an effect; that one may be another's.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut http = reqwest::Client::builder()
            .connect_timeout(pace.connect)
            .tcp_nodelay(true)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("hotdesk/", env!("CARGO_PKG_VERSION")))
            .default_headers(HeaderMap::from_iter([(
                header::HeaderName::from_static(API_VERSION_HEADER),
                HeaderValue::from(API_VERSION),
            )]));
        if is_this_machine(&root) {
            http = http.no_proxy();
        }
        Ok(Self(Arc::new(Inner {
            http: http.build()?,
            root,
            token: RwLock::default(),
            sign_in: RwLock::default(),
            pace,
        })))
    }

    /// How long it waits for what.
    pub fn pace(&self) -> Pace {
        self.0.pace
    }

    /// Goes on in a session begun elsewhere; none forgets it.
    pub fn use_token(&self, token: Option<Redacted<String>>) {
        *self.0.token.write().unwrap_or_else(PoisonError::into_inner) = token;
    }

    /// Signs in with this whenever there is no session: at the start, and after the server has ended one.
    pub fn stay_signed_in(&self, sign_in: SignIn) {
        *self.0.sign_in.write().unwrap_or_else(PoisonError::into_inner) = Some(sign_in);
    }

    /// Begins a session, if there is none and it is known how.
    pub(super) async fn ensure_session(&self) -> Result<(), ClientError> {
        if self.0.token.read().unwrap_or_else(PoisonError::into_inner).is_some() {
            return Ok(());
        }
        let sign_in = self.0.sign_in.read().unwrap_or_else(PoisonError::into_inner).clone();
        match sign_in {
            Some(sign_in) => self.sign_in(&sign_in).await.map(drop),
            None => Ok(()),
        }
    }

    /// Forgets an ended session; tells whether a new one can be begun.
    pub(super) fn can_begin_anew(&self) -> bool {
        self.use_token(None);
        self.0.sign_in.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, ClientError> {
        self.answer(self.request(Method::GET, url)).await
    }

    pub(super) async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        url: Url,
        key: WriteKey,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let request = self.request(method, url).header(IDEMPOTENCY_KEY, key.0.to_string());
        self.answer(request.json(body)).await
    }

    /// Sends a body that was encoded before, byte for byte: the server knows a write again by its bytes.
    pub(super) async fn write_encoded<T: DeserializeOwned>(
        &self,
        url: Url,
        key: WriteKey,
        body: String,
    ) -> Result<T, ClientError> {
        let request = self.request(Method::POST, url).header(IDEMPOTENCY_KEY, key.0.to_string());
        self.answer(request.header(header::CONTENT_TYPE, "application/json").body(body)).await
    }

    /// The address of a resource; every part is escaped.
    pub(super) fn at(&self, parts: &[&str]) -> Url {
        let mut url = self.0.root.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(ROOT.trim_start_matches('/').split('/')).extend(parts);
        }
        url
    }

    pub(super) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        let request = self.0.http.request(method, url);
        match &*self.0.token.read().unwrap_or_else(PoisonError::into_inner) {
            Some(token) => request.bearer_auth(&token.0),
            None => request,
        }
    }

    /// Sends a request and reads its whole answer within the time limit.
    pub(super) async fn answer<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, ClientError> {
        answered(request.timeout(self.0.pace.answer)).await
    }
}

/// Sends a request and reads its whole answer.
pub(super) async fn answered<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ClientError> {
    let response = sent(request).await?;
    let status = response.status().as_u16();
    let body = response.bytes().await?;
    serde_json::from_slice(&body).map_err(|error| ClientError::unreadable(status, &error))
}

/// Sends a request; a response that is not a success becomes an error.
pub(super) async fn sent(request: RequestBuilder) -> Result<Response, ClientError> {
    let response = request.send().await?;
    if response.status().is_success() { Ok(response) } else { Err(refusal(response).await) }
}

/// An address without an end of its own: a path in front of `/api` is kept for servers behind a gateway.
fn root(address: &str) -> Result<Url, ClientError> {
    let wrong = || ClientError::Address { address: address.to_owned() };
    let mut root: Url = address.trim().parse().map_err(|_| wrong())?;
    if !matches!(root.scheme(), "http" | "https") || root.host().is_none() {
        return Err(wrong());
    }
    root.set_query(None);
    root.set_fragment(None);
    Ok(root)
}

/// Whether a proxy, whatever the environment says, would only be in the way.
fn is_this_machine(root: &Url) -> bool {
    let host = root.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

async fn refusal(response: Response) -> ClientError {
    let status = response.status();
    let body = match response.bytes().await {
        Ok(body) => body,
        Err(error) => return error.into(),
    };
    match serde_json::from_slice::<Problem>(&body) {
        Ok(problem) if problem.code == Code::OtherVersion => ClientError::OtherVersion(Box::new(problem)),
        Ok(problem) => ClientError::Refused(Box::new(problem)),
        Err(_) if is_gateway(status) => ClientError::Offline(OfflineWhy::Gateway(status.as_u16())),
        Err(error) => ClientError::unreadable(status.as_u16(), &error),
    }
}

fn is_gateway(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, parts: &[&str], url: Option<&str>) {
        let made = Client::new(address, Pace::default()).map(|client| client.at(parts).to_string());
        assert_eq!(made.ok().as_deref(), url, "{address}");
    }

    #[test]
    fn addresses_are_joined_and_escaped() {
        check("http://127.0.0.1:8080", &["floor"], Some("http://127.0.0.1:8080/api/v1/floor"));
        check("https://desk.example/a/?x#y", &["health"], Some("https://desk.example/a/api/v1/health"));
        let escaped = "http://[::1]:1/api/v1/agents/7%2F..%201/state";
        check("http://[::1]:1/", &["agents", "7/.. 1", "state"], Some(escaped));
        check("desk.example:8080", &[], None);
        check("ftp://desk.example", &[], None);
        check("", &[], None);
    }
}
