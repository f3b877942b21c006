//! Rules for the host of an edition: real redirects, headers, and the page for what is not there.
//!
//! In: an edition, its old addresses and what its pages say of scripts. Out: the text of each file. What always holds: a rule matches
//! one address and no other, whatever letters it has; and a redirect of an edition that is not everybody's comes after the login.
//!
//! The redirect pages stay: they work on a shared drive, and where a host has no rules. A permanent link is a temporary redirect, since
//! the page behind it may move.

mod apache;
mod caddy;
mod netlify;
mod nginx;
mod rules;
mod s3;

pub use rules::{HostRules, Redirect};

use crate::config::Host;

/// One file with rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostFile {
    /// `.htaccess`.
    Apache,
    /// `caddy.conf`.
    Caddy,
    /// `_redirects` for Cloudflare.
    CloudflareRedirects,
    /// `_redirects` for Netlify.
    NetlifyRedirects,
    /// `_headers`.
    Headers,
    /// `nginx.conf`.
    Nginx,
    /// `s3-website.json`.
    S3Website,
    /// `cloudfront-headers.json`.
    CloudFrontHeaders,
    /// `cloudfront.js`.
    CloudFrontFunction,
}

impl HostFile {
    /// The files of a host.
    #[must_use]
    pub fn of(host: Host) -> &'static [Self] {
        match host {
            Host::Apache => &[Self::Apache],
            Host::Caddy => &[Self::Caddy],
            Host::Cloudflare => &[Self::CloudflareRedirects, Self::Headers],
            Host::Netlify => &[Self::NetlifyRedirects, Self::Headers],
            Host::Nginx => &[Self::Nginx],
            Host::S3 => &[Self::S3Website, Self::CloudFrontHeaders, Self::CloudFrontFunction],
        }
    }

    /// Its name at the top of the site.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Apache => ".htaccess",
            Self::Caddy => "caddy.conf",
            Self::CloudflareRedirects | Self::NetlifyRedirects => "_redirects",
            Self::Headers => "_headers",
            Self::Nginx => "nginx.conf",
            Self::S3Website => "s3-website.json",
            Self::CloudFrontHeaders => "cloudfront-headers.json",
            Self::CloudFrontFunction => "cloudfront.js",
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn make(self, rules: &HostRules<'_>) -> String {
        match self {
            Self::Apache => apache::htaccess(rules),
            Self::Caddy => caddy::snippet(rules),
            Self::CloudflareRedirects => netlify::redirects(rules, ""),
            Self::NetlifyRedirects => netlify::redirects(rules, "!"),
            Self::Headers => netlify::headers(rules),
            Self::Nginx => nginx::include(rules),
            Self::S3Website => s3::website(rules),
            Self::CloudFrontHeaders => s3::headers(rules),
            Self::CloudFrontFunction => s3::function(rules),
        }
    }
}
