//! The arithmetic of signatures for the object stores, by a crate that needs no C compiler.
//!
//! In: what a store's client wants hashed or signed. Out: hashes, codes and signatures. What always holds: TLS and signatures
//! use the same crate, and no key is kept longer than the client that was given it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use graviola::hashing::hmac::Hmac;
use graviola::hashing::{HashOutput, Sha256};
use graviola::signing::rsa;
use object_store::client::{CryptoProvider, DigestAlgorithm, DigestContext, HmacContext, Signer, SigningAlgorithm};

/// What the clients of the object stores are given.
#[derive(Debug)]
pub(super) struct Crypto;

impl CryptoProvider for Crypto {
    fn digest(&self, algorithm: DigestAlgorithm) -> object_store::Result<Box<dyn DigestContext>> {
        match algorithm {
            DigestAlgorithm::Sha256 => Ok(Box::new(Digest { hash: sha2::Sha256::default(), output: [0; 32] })),
            other => Err(unknown(&format!("{other:?}"))),
        }
    }

    fn hmac(&self, algorithm: DigestAlgorithm, secret: &[u8]) -> object_store::Result<Box<dyn HmacContext>> {
        match algorithm {
            DigestAlgorithm::Sha256 => Ok(Box::new(Code { code: Some(Hmac::new(secret)), output: None })),
            other => Err(unknown(&format!("{other:?}"))),
        }
    }

    fn sign(&self, algorithm: SigningAlgorithm, pem: &[u8]) -> object_store::Result<Box<dyn Signer>> {
        match algorithm {
            SigningAlgorithm::RS256 => Ok(Box::new(Key(read_key(pem)?))),
            other => Err(unknown(&format!("{other:?}"))),
        }
    }
}

struct Digest {
    hash: sha2::Sha256,
    output: [u8; 32],
}

impl DigestContext for Digest {
    fn update(&mut self, data: &[u8]) {
        sha2::Digest::update(&mut self.hash, data);
    }

    fn finish(&mut self) -> object_store::Result<&[u8]> {
        self.output = sha2::Digest::finalize_reset(&mut self.hash).into();
        Ok(&self.output)
    }
}

struct Code {
    code: Option<Hmac<Sha256>>,
    output: Option<HashOutput>,
}

impl HmacContext for Code {
    fn update(&mut self, data: &[u8]) {
        if let Some(code) = &mut self.code {
            code.update(data);
        }
    }

    fn finish(&mut self) -> object_store::Result<&[u8]> {
        if let Some(code) = self.code.take() {
            self.output = Some(code.finish());
        }
        self.output.as_ref().map(AsRef::as_ref).ok_or_else(|| unknown("a code that was finished twice"))
    }
}

struct Key(rsa::SigningKey);

impl Signer for Key {
    fn sign(&self, text: &[u8]) -> object_store::Result<Vec<u8>> {
        let mut signature = vec![0; self.0.modulus_len_bytes()];
        let signed = self.0.sign_pkcs1_sha256(&mut signature, text).map(<[u8]>::to_vec);
        signed.map_err(|error| failed(format!("the private key cannot sign: {error:?}")))
    }
}

/// Reads the private key of a service account: PKCS #8 or PKCS #1 between the lines of PEM.
fn read_key(pem: &[u8]) -> object_store::Result<rsa::SigningKey> {
    let text = String::from_utf8_lossy(pem);
    let body = text.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let body: String = body.take_while(|line| !line.starts_with("-----END")).map(str::trim).collect();
    let der = STANDARD.decode(body).map_err(|_| failed("the private key is no PEM"))?;
    let key = rsa::SigningKey::from_pkcs8_der(&der).or_else(|_| rsa::SigningKey::from_pkcs1_der(&der));
    key.map_err(|error| failed(format!("the private key cannot be read: {error:?}")))
}

fn unknown(what: &str) -> object_store::Error {
    failed(format!("Greyline does not know {what}"))
}

fn failed(message: impl Into<String>) -> object_store::Error {
    object_store::Error::Generic { store: "crypto", source: message.into().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_and_codes_are_the_standard_ones() {
        let mut digest = Crypto.digest(DigestAlgorithm::Sha256).unwrap();
        digest.update(b"a");
        digest.update(b"bc");
        assert_eq!(STANDARD.encode(digest.finish().unwrap()), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        let mut code = Crypto.hmac(DigestAlgorithm::Sha256, b"Jefe").unwrap();
        code.update(b"what do ya want ");
        code.update(b"for nothing?");
        assert_eq!(STANDARD.encode(code.finish().unwrap()), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    }

    #[test]
    fn a_private_key_in_pem_signs() {
        let key = rsa::SigningKey::generate(rsa::KeySize::Rsa2048).unwrap();
        let mut buffer = vec![0; 4096];
        let der = key.to_pkcs8_der(&mut buffer).unwrap();
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
        let signature = Crypto.sign(SigningAlgorithm::RS256, pem.as_bytes()).unwrap().sign(b"claims").unwrap();
        key.public_key().verify_pkcs1_sha256(&signature, b"claims").unwrap();
        for broken in ["", "-----BEGIN PRIVATE KEY-----\n!\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n"] {
            assert!(Crypto.sign(SigningAlgorithm::RS256, broken.as_bytes()).is_err());
        }
    }
}
