//! The audit pack: a site and what stands beside it in one archive, to be handed over.
//!
//! In: files by name. Out: the bytes of a ZIP archive with them and their sums. What always holds: the same files give the same bytes,
//! and `sha256sum --check SHA256SUMS` checks them without Greyline.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::{Error, Result};

/// The file that lists the sums of all others, as `sha256sum` does.
const SUMS: &str = "SHA256SUMS";

/// The archive of files, each named with slashes.
///
/// # Errors
/// When they are more than an archive holds.
pub fn pack(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let mut sums = String::new();
    for (name, bytes) in files {
        let hash = Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        // Writing to a text never fails.
        let _ = writeln!(sums, "{hash}  {name}");
    }
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let refused = |error: zip::result::ZipError| Error::Usage(format!("the archive cannot be made: {error}"));
    for (name, bytes) in
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).chain([(SUMS, sums.as_bytes())])
    {
        archive.start_file(name, options).map_err(refused)?;
        archive.write_all(bytes).map_err(Error::write(name))?;
    }
    Ok(archive.finish().map_err(refused)?.into_inner())
}
