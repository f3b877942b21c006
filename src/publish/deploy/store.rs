//! An object store: S3 and what speaks like it, Azure Blob Storage, Google Cloud Storage.
//!
//! In: an address such as `s3://bucket/prefix`, and credentials from the environment, as each store's own tools take them.
//! Out: reading, writing, listing and removing below that prefix. What always holds: no name outside of the prefix is touched.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::path::Path;
use object_store::{
    Attribute, BackoffConfig, ClientOptions, Error as StoreError, ObjectStore, ObjectStoreExt, PutMode, PutOptions,
    RetryConfig, UpdateVersion,
};

use super::address::{Bucket, Scheme};
use super::body::Body;
use super::crypto::Crypto;
use super::message;
use crate::error::{Error, Result};
use crate::publish::http::install_tls;

/// How long a request may take, besides what its bytes need on a slow line.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many bytes a second a slow line carries.
const SLOW: u64 = 32 * 1024;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// An opened store.
pub(super) struct Store {
    signed: Box<dyn ObjectStore>,
    /// The same store as anybody finds it who has no credentials.
    unsigned: Box<dyn ObjectStore>,
    prefix: String,
    /// The address, for messages.
    pub(super) shown: String,
    requests: Arc<AtomicUsize>,
}

/// What became of a write that asked for a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Put {
    /// It is written; this is its version.
    Done(UpdateVersion),
    /// The state was another.
    Refused,
    /// The server does not know such writes.
    Unknown,
}

impl Store {
    /// Opens a store. No request is made yet. `largest` is the size of the largest file that will be sent.
    pub(super) fn open(bucket: &Bucket, largest: u64) -> Result<Self> {
        if !install_tls() {
            let message = "this machine's processor lacks instructions for encryption that processors since about 2014 have, on ARM \
                           those for AES; deploy to a folder, or from another machine";
            return Err(Error::Deploy { target: bucket.shown(), message: message.to_owned() });
        }
        let requests = Arc::new(AtomicUsize::new(0));
        let make =
            |signed| connect(bucket, signed, largest, &requests).map_err(|error| refused(bucket.shown(), &error));
        let (signed, unsigned) = (make(true)?, make(false)?);
        Ok(Self { signed, unsigned, prefix: bucket.prefix.clone(), shown: bucket.shown(), requests })
    }

    /// How many requests were made.
    pub(super) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// The content of a file and its version; `None` when there is none.
    pub(super) async fn get(&self, name: &str) -> Result<Option<(Vec<u8>, UpdateVersion)>> {
        match read(&*self.signed, &self.path(name)?).await {
            Ok(found) => Ok(Some(found)),
            Err(StoreError::NotFound { source, .. }) if !message::is_missing_bucket(&*source) => Ok(None),
            Err(error) => Err(self.failed(&format!("read {name}"), &error)),
        }
    }

    /// Whether anybody may read a file without credentials.
    ///
    /// # Errors
    /// When the server does not answer, so that nobody can say.
    pub(super) async fn is_open_to_all(&self, name: &str) -> Result<bool> {
        match read(&*self.unsigned, &self.path(name)?).await {
            Ok(_) => Ok(true),
            Err(error @ StoreError::Generic { .. }) => Err(self.failed("find out who can read there", &error)),
            Err(_) => Ok(false),
        }
    }

    /// Writes a file, whatever is there.
    pub(super) async fn put(&self, name: &str, body: Body) -> Result<UpdateVersion> {
        match self.put_if(name, body, PutMode::Overwrite).await? {
            Put::Done(version) => Ok(version),
            Put::Refused | Put::Unknown => Err(self.says(format!("cannot write {name}: the server refuses it"))),
        }
    }

    /// Writes a file if it is in a given state.
    pub(super) async fn put_if(&self, name: &str, body: Body, mode: PutMode) -> Result<Put> {
        let mut options = PutOptions::from(mode);
        options.attributes.insert(Attribute::ContentType, body.content_type.into());
        options.attributes.insert(Attribute::CacheControl, body.cache_control.into());
        if let Some(encoding) = body.content_encoding {
            options.attributes.insert(Attribute::ContentEncoding, encoding.into());
        }
        let is_conditional = options.mode != PutMode::Overwrite;
        match self.signed.put_opts(&self.path(name)?, body.bytes.into(), options).await {
            Ok(done) => Ok(Put::Done(done.into())),
            Err(StoreError::AlreadyExists { .. } | StoreError::Precondition { .. }) if is_conditional => {
                Ok(Put::Refused)
            }
            Err(StoreError::NotImplemented { .. } | StoreError::NotSupported { .. }) if is_conditional => {
                Ok(Put::Unknown)
            }
            Err(error) if is_conditional && message::is_not_implemented(&error) => Ok(Put::Unknown),
            Err(error) => Err(self.failed(&format!("write {name}"), &error)),
        }
    }

    /// Everything below the prefix: its name, and the tag by which the server knows its content.
    pub(super) async fn list(&self) -> Result<BTreeMap<String, Option<String>>> {
        let top = self.path("")?;
        let mut found = self.signed.list(Some(&top).filter(|top| !top.as_ref().is_empty()));
        let mut objects = BTreeMap::new();
        while let Some(object) = found.next().await {
            let object = object.map_err(|error| self.failed("list the files", &error))?;
            let name = object.location.as_ref();
            let name = if self.prefix.is_empty() { Some(name) } else { below(name, &self.prefix) };
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                objects.insert(name.to_owned(), object.e_tag);
            }
        }
        Ok(objects)
    }

    /// Removes files; one that is not there is no failure. `done` is told of each.
    pub(super) async fn remove(&self, names: &[String], done: impl Fn()) -> Result<()> {
        let paths = names.iter().map(|name| self.path(name)).collect::<Result<Vec<_>>>()?;
        let paths = futures_util::stream::iter(paths.into_iter().map(Ok)).boxed();
        let removed = self.signed.delete_stream(paths).inspect(|_| done());
        let mut removed = removed.filter(|one| std::future::ready(!matches!(one, Err(StoreError::NotFound { .. }))));
        while let Some(_path) = removed.try_next().await.map_err(|error| self.failed("remove files", &error))? {}
        Ok(())
    }

    /// An error of this target.
    pub(super) fn says(&self, message: impl Into<String>) -> Error {
        Error::Deploy { target: self.shown.clone(), message: message.into() }
    }

    fn failed(&self, action: &str, error: &StoreError) -> Error {
        self.says(message::plain(action, error))
    }

    /// The name of a file in the bucket.
    fn path(&self, name: &str) -> Result<Path> {
        let key =
            [self.prefix.as_str(), name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        Path::parse(&key).map_err(|error| self.says(format!("cannot write {name}: {error}")))
    }
}

/// The rest of a name behind a folder.
fn below<'a>(name: &'a str, folder: &str) -> Option<&'a str> {
    name.strip_prefix(folder)?.strip_prefix('/')
}

async fn read(store: &dyn ObjectStore, path: &Path) -> object_store::Result<(Vec<u8>, UpdateVersion)> {
    let found = store.get(path).await?;
    let version = UpdateVersion { e_tag: found.meta.e_tag.clone(), version: found.meta.version.clone() };
    Ok((found.bytes().await?.to_vec(), version))
}

fn refused(target: String, error: &StoreError) -> Error {
    Error::Deploy { target, message: message::plain("open it", error) }
}

/// Makes the client of a store, with credentials or without.
fn connect(
    bucket: &Bucket,
    signed: bool,
    largest: u64,
    requests: &Arc<AtomicUsize>,
) -> object_store::Result<Box<dyn ObjectStore>> {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(200), max_backoff: Duration::from_secs(10), base: 2.0 };
    let retry = RetryConfig { backoff, max_retries: if signed { 5 } else { 1 }, retry_timeout: Duration::from_mins(3) };
    let http = Counting { requests: Arc::clone(requests) };
    let client = |endpoint: Option<String>| {
        ClientOptions::new()
            .with_timeout(PATIENCE + Duration::from_secs(largest / SLOW))
            .with_connect_timeout(CONNECT)
            .with_allow_http(endpoint.is_some_and(|endpoint| endpoint.starts_with("http://")))
    };
    // The three builders are alike, and no trait says so.
    Ok(match bucket.scheme {
        Scheme::S3 => {
            let builder = AmazonS3Builder::from_env();
            let client = client(builder.get_config_value(&AmazonS3ConfigKey::Endpoint));
            let builder = builder.with_bucket_name(&bucket.name).with_skip_signature(!signed).with_retry(retry);
            let builder = builder.with_client_options(client).with_crypto_provider(Arc::new(Crypto));
            Box::new(builder.with_http_connector(http).build()?)
        }
        Scheme::Azure => {
            let builder = MicrosoftAzureBuilder::from_env();
            let client = client(builder.get_config_value(&AzureConfigKey::Endpoint));
            let builder = builder.with_container_name(&bucket.name).with_skip_signature(!signed).with_retry(retry);
            let builder = builder.with_client_options(client).with_crypto_provider(Arc::new(Crypto));
            Box::new(builder.with_http_connector(http).build()?)
        }
        Scheme::Google => {
            let builder = GoogleCloudStorageBuilder::from_env();
            let client = client(builder.get_config_value(&GoogleConfigKey::BaseUrl));
            let builder = builder.with_bucket_name(&bucket.name).with_skip_signature(!signed).with_retry(retry);
            let builder = builder.with_client_options(client).with_crypto_provider(Arc::new(Crypto));
            Box::new(builder.with_http_connector(http).build()?)
        }
    })
}

/// The usual client of HTTP, whose requests are counted.
#[derive(Debug)]
struct Counting {
    requests: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct CountingClient {
    client: HttpClient,
    requests: Arc<AtomicUsize>,
}

impl HttpConnector for Counting {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(CountingClient { client, requests: Arc::clone(&self.requests) }))
    }
}

#[async_trait]
impl HttpService for CountingClient {
    async fn call(&self, request: HttpRequest) -> std::result::Result<HttpResponse, HttpError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.client.execute(request).await
    }
}
