//! Where a deploy goes.
//!
//! In: what was written on the command line. Out: a folder, or a bucket and a prefix in it. What always holds: a prefix has no
//! empty part and none that leads upwards.

use std::path::PathBuf;

use crate::error::{Error, Result};

/// The target of a deploy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A folder, on this machine or a drive.
    Folder(PathBuf),
    /// A part of an object store.
    Bucket(Bucket),
}

/// The kinds of object stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Amazon S3, and whatever speaks like it.
    S3,
    /// Azure Blob Storage.
    Azure,
    /// Google Cloud Storage.
    Google,
}

/// A part of an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// The kind of store.
    pub scheme: Scheme,
    /// The name of the bucket; Azure calls it a container.
    pub name: String,
    /// Below what the site lies in it, without slashes at its ends; may be empty.
    pub prefix: String,
}

impl Target {
    /// Reads a target.
    ///
    /// # Errors
    /// When it has a scheme that is not known, no bucket, or an impossible prefix.
    pub fn parse(text: &str) -> Result<Self> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return Ok(Self::Folder(PathBuf::from(text)));
        };
        let scheme = match scheme {
            "s3" => Scheme::S3,
            "az" => Scheme::Azure,
            "gs" => Scheme::Google,
            _ => {
                let message = format!(
                    "cannot deploy to {text}: Greyline knows folders, s3://bucket/prefix, az://container/prefix and gs://bucket/prefix"
                );
                return Err(Error::Usage(message));
            }
        };
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        let is_wrong = |part: &str| part.is_empty() || [".", ".."].contains(&part) || part.contains(['?', '#', '\\']);
        if name.is_empty()
            || name.contains(['@', ':', '?', '#'])
            || (!prefix.is_empty() && prefix.split('/').any(is_wrong))
        {
            let message =
                format!("cannot deploy to {text}: write the name of the bucket and, behind it, plain folders");
            return Err(Error::Usage(message));
        }
        Ok(Self::Bucket(Bucket { scheme, name: name.to_owned(), prefix: prefix.to_owned() }))
    }

    /// The target as it is written.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Bucket(bucket) => bucket.shown(),
        }
    }
}

impl Bucket {
    /// The bucket as it is written.
    #[must_use]
    pub fn shown(&self) -> String {
        let scheme = match self.scheme {
            Scheme::S3 => "s3",
            Scheme::Azure => "az",
            Scheme::Google => "gs",
        };
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        format!("{scheme}://{}{slash}{}", self.name, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_folders_and_buckets() {
        assert_eq!(Target::parse("/srv/www").unwrap(), Target::Folder("/srv/www".into()));
        assert_eq!(Target::parse("C:\\www").unwrap(), Target::Folder("C:\\www".into()));
        for text in ["s3://bucket", "s3://bucket/a/b", "az://container/x", "gs://bucket"] {
            assert_eq!(Target::parse(text).unwrap().shown(), text);
        }
        assert_eq!(Target::parse("s3://bucket/a/").unwrap().shown(), "s3://bucket/a");
        for text in [
            "s3://",
            "s3:///a",
            "s3://b//a",
            "s3://b/../a",
            "http://b/a",
            "S3://b",
            "s3://key:secret@b/a",
            "s3://b/a?x",
        ] {
            Target::parse(text).unwrap_err();
        }
    }
}
