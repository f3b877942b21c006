//! What `[publish]` sets: the hosts for which each edition has files with rules.
//!
//! In: the table. Out: the [`Host`]s, each once, in one order. What always holds: no two of them have a file of the same name.

use crate::data::{Node, Reader, Scope};
use crate::diagnostic::{Rule, nearest};

/// A server, or a service, that takes redirects and headers from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// Apache's HTTP Server.
    Apache,
    /// Caddy.
    Caddy,
    /// Cloudflare Pages.
    Cloudflare,
    /// Netlify.
    Netlify,
    /// nginx.
    Nginx,
    /// A bucket of S3, alone or behind `CloudFront`.
    S3,
}

impl Host {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Apache, Self::Caddy, Self::Cloudflare, Self::Netlify, Self::Nginx, Self::S3];

    /// Its name in `rules`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Apache => "apache",
            Self::Caddy => "caddy",
            Self::Cloudflare => "cloudflare",
            Self::Netlify => "netlify",
            Self::Nginx => "nginx",
            Self::S3 => "s3",
        }
    }
}

/// Reads the table.
pub(super) fn read(node: &Node, scope: &mut Scope<'_>) -> Vec<Host> {
    let mut reader = Reader::new(node, "[publish]", scope);
    let mut hosts = Vec::new();
    for name in reader.texts("rules") {
        let Some(host) = Host::ALL.into_iter().find(|host| host.name() == name.value) else {
            let names = Host::ALL.map(Host::name);
            let help = nearest(&name.value, names).map_or_else(
                || format!("the hosts are {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there are no rules for `{}`", name.value);
            reader.scope.report(Rule::InvalidValue, name.span, message, help);
            continue;
        };
        let other = match host {
            Host::Cloudflare => Host::Netlify,
            Host::Netlify => Host::Cloudflare,
            _ => host,
        };
        if other != host && hosts.contains(&other) {
            let message = "Netlify and Cloudflare read the same files in different ways".to_owned();
            reader.scope.report(Rule::InvalidValue, name.span, message, "name the one that serves the editions");
            continue;
        }
        hosts.push(host);
    }
    reader.finish();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}
