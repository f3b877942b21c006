//! Connections to other machines: for deploys and time stamps.
//!
//! In: an address and what is sent there. Out: the answer. What always holds: TLS is done by one crate that needs no C compiler, and
//! nothing waits for longer than it was told to.

use std::future::Future;
use std::sync::Once;
use std::time::Duration;

use crate::error::{Error, Result};

/// Makes every TLS connection of this program use the crate. Returns `false` on a machine that is too old for it.
pub(super) fn install_tls() -> bool {
    static ONCE: Once = Once::new();
    if !graviola::util::is_cpu_supported() {
        return false;
    }
    ONCE.call_once(|| {
        // An error says that somebody else has chosen one already, which serves as well.
        let _ = rustls_graviola::default_provider().install_default();
    });
    true
}

/// Runs a future on this thread.
pub(super) fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Error::Usage(format!("cannot make connections: {error}")))?.block_on(future)
}

/// Posts a request and reads the answer, of at most `most` bytes.
///
/// # Errors
/// Why there is none, in a sentence that does not name the address.
pub fn post(
    address: &str,
    media_type: &str,
    body: Vec<u8>,
    patience: Duration,
    most: usize,
) -> Result<Vec<u8>, String> {
    if !install_tls() {
        return Err("this processor lacks the instructions that encryption needs".to_owned());
    }
    let request = async {
        let client = reqwest::Client::builder().timeout(patience).build()?;
        let request = client.post(address).header("Content-Type", media_type).body(body);
        let mut response = request.send().await?.error_for_status()?;
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            answer.extend_from_slice(&chunk);
            if answer.len() > most {
                break;
            }
        }
        Ok::<_, reqwest::Error>(answer)
    };
    let answer = block_on(async { Ok(request.await) }).map_err(|error| error.to_string())?;
    match answer {
        Ok(answer) if answer.len() > most => Err(format!("its answer is longer than {most} bytes")),
        Ok(answer) => Ok(answer),
        Err(error) => Err(match (error.status(), error.is_timeout()) {
            (Some(status), _) => format!("it answered with the status {status}"),
            (None, true) => format!("it did not answer within {} seconds", patience.as_secs()),
            (None, false) => innermost(&error.without_url()),
        }),
    }
}

/// What went wrong first: the errors above say only that something did.
fn innermost(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}
