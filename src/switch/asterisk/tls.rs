//! The encrypted way to a Manager Interface. It must not know what is said on it.

use std::{io, path::PathBuf, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, Error, RootCertStore,
    crypto::{CryptoProvider, ring::default_provider},
    pki_types::{CertificateDer, InvalidDnsNameError, ServerName, pem::PemObject},
};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Whose word is taken for it that the other side is who it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Those whom this machine trusts.
    System,
    /// The authorities in this file, as PEM, and nobody else.
    Authority(PathBuf),
}

/// Why a way is not safe.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of authorities cannot be used.
    #[error("[switch.asterisk] ca_file: no certificate can be read from {file:?} ({why}); name a PEM file")]
    Authority {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The machine's own authorities cannot be used.
    #[error(
        "this machine's certificates cannot be used ({0}); name an authority's in [switch.asterisk] ca_file"
    )]
    System(Error),
    /// The address has no name to compare with.
    #[error("{0:?} is no name that a certificate can be for; check [switch.asterisk] address")]
    Name(String),
    /// The certificate is somebody else's.
    #[error(
        "the certificate of {0} is for another name; set [switch.asterisk] address to a name that it is for"
    )]
    OtherName(String),
    /// Nobody trusted has signed it.
    #[error(
        "nobody who is trusted here has signed the certificate of {0}; name the authority's in [switch.asterisk] ca_file"
    )]
    Unknown(String),
    /// Its time is over, or has not come.
    #[error(
        "the certificate of {0} is not valid at this time; renew it (`tlscertfile` in manager.conf), and check the clocks"
    )]
    Time(String),
    /// There is no TLS on the other side, or another kind.
    #[error(
        "no TLS with {address} ({why}); check `tlsenable`, `tlsbindaddr` and `tlscertfile` in manager.conf (5039 is the usual port), or set tls = false"
    )]
    Other {
        /// Where.
        address: String,
        /// What went wrong.
        why: String,
    },
}

/// Makes a connection safe.
pub async fn secure(
    socket: TcpStream,
    address: &str,
    trust: &Trust,
) -> Result<TlsStream<TcpStream>, TlsError> {
    let name = name(address).map_err(|_| TlsError::Name(address.to_owned()))?;
    let connector = TlsConnector::from(Arc::new(config(trust)?));
    connector.connect(name, socket).await.map_err(|why| explained(address, &why))
}

fn config(trust: &Trust) -> Result<ClientConfig, TlsError> {
    let provider: Arc<CryptoProvider> = Arc::new(default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::System)?;
    Ok(match trust {
        Trust::System => builder.with_platform_verifier().map_err(TlsError::System)?.with_no_client_auth(),
        Trust::Authority(file) => builder.with_root_certificates(authorities(file)?).with_no_client_auth(),
    })
}

fn authorities(file: &PathBuf) -> Result<RootCertStore, TlsError> {
    let wrong = |why: String| TlsError::Authority { file: file.clone(), why };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|why| wrong(why.to_string()))? {
        let certificate = certificate.map_err(|why| wrong(why.to_string()))?;
        roots.add(certificate).map_err(|why| wrong(why.to_string()))?;
    }
    if roots.is_empty() { Err(wrong("it holds none".into())) } else { Ok(roots) }
}

/// The name, or the number, before the port.
fn name(address: &str) -> Result<ServerName<'static>, InvalidDnsNameError> {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(host.to_owned())
}

fn explained(address: &str, why: &io::Error) -> TlsError {
    let address = address.to_owned();
    let cause = why.get_ref().and_then(|cause| cause.downcast_ref::<Error>());
    match cause {
        Some(Error::InvalidCertificate(certificate)) => match certificate {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsError::OtherName(address)
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => TlsError::Time(address),
            // The second one: somebody of the same name, such as the authority before it was made anew.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsError::Unknown(address),
            other => TlsError::Other { address, why: other.to_string() },
        },
        _ => TlsError::Other { address, why: why.to_string() },
    }
}
