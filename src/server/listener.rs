//! The sockets: each accepted one answers at once, and is ended when its other side is gone without a word.

use std::time::Duration;

use axum::serve::ListenerExt;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Serves until told to stop, and then finishes what is under way.
pub async fn serve(socket: TcpListener, router: axum::Router, stopping: CancellationToken, grace: Duration) {
    let socket = socket.tap_io(move |connection| {
        if let Err(error) = prepare(connection, grace) {
            tracing::debug!(%error, "a connection keeps its delay, or a dead one will be noticed late");
        }
    });
    let serving = axum::serve(socket, router).with_graceful_shutdown(stopping.cancelled_owned());
    if let Err(error) = serving.await {
        tracing::error!(%error, "the listener ended");
    }
}

/// Answers are small and waited for. A connection whose other side is gone is ended about the grace time after that was last heard.
fn prepare(connection: &TcpStream, grace: Duration) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    // Whole seconds count, and none is not allowed.
    let part = (grace / 4).max(Duration::from_secs(1));
    let socket = SockRef::from(connection);
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(part).with_interval(part).with_retries(3))?;
    // Where something was sent and not acknowledged, no question is asked: this counts instead.
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(part * 4))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An accepted connection, as it is served.
    async fn check(grace: Duration, part: Duration) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (_caller, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let (accepted, _) = accepted.expect("a connection");
        prepare(&accepted, grace).expect("it can be prepared");
        assert!(accepted.nodelay().expect("it says so"));
        let socket = SockRef::from(&accepted);
        assert!(socket.keepalive().expect("it says so"));
        assert_eq!(socket.tcp_keepalive_time().expect("it says so"), part);
        assert_eq!(socket.tcp_keepalive_interval().expect("it says so"), part);
        assert_eq!(socket.tcp_keepalive_retries().expect("it says so"), 3);
        #[cfg(target_os = "linux")]
        assert_eq!(socket.tcp_user_timeout().expect("it says so"), Some(part * 4));
    }

    #[tokio::test]
    async fn a_dead_connection_is_noticed_within_the_grace_time() {
        check(Duration::from_secs(20), Duration::from_secs(5)).await;
        check(Duration::from_millis(1), Duration::from_secs(1)).await;
    }
}
