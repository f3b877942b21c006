//! What a bucket of S3 is told, alone (`s3-website.json`) or behind `CloudFront` (`cloudfront-headers.json`, `cloudfront.js`).
//!
//! What always holds: nothing is redirected by the beginning of an address, which is all that a bucket's own rules can do; and a function
//! at the edge, which runs before any login, names addresses of public editions alone.

use serde_json::{Map, Value, json};

use super::rules::HostRules;

/// The largest function that `CloudFront` takes, in bytes.
const LARGEST: usize = 10_240;

/// `s3-website.json`, for `aws s3api put-bucket-website --website-configuration`.
pub(super) fn website(rules: &HostRules<'_>) -> String {
    let missing = rules.path("404.html");
    let website = json!({
        "IndexDocument": { "Suffix": "index.html" },
        "ErrorDocument": { "Key": missing.trim_start_matches('/') },
    });
    format!("{website:#}\n")
}

/// `cloudfront-headers.json`, for `aws cloudfront create-response-headers-policy --response-headers-policy-config`.
pub(super) fn headers(rules: &HostRules<'_>) -> String {
    let mut security = Map::new();
    let mut custom = Vec::new();
    for (name, value) in rules.headers() {
        match name {
            "Content-Security-Policy" => {
                security.insert(
                    "ContentSecurityPolicy".into(),
                    json!({ "Override": true, "ContentSecurityPolicy": value }),
                );
            }
            "Referrer-Policy" => {
                security.insert("ReferrerPolicy".into(), json!({ "Override": true, "ReferrerPolicy": value }));
            }
            "X-Content-Type-Options" => {
                security.insert("ContentTypeOptions".into(), json!({ "Override": true }));
            }
            _ => custom.push(json!({ "Header": name, "Value": value, "Override": true })),
        }
    }
    let mut policy = json!({ "Name": format!("greyline-{}", rules.edition.name), "SecurityHeadersConfig": security });
    if !custom.is_empty() {
        policy["CustomHeadersConfig"] = json!({ "Quantity": custom.len(), "Items": custom });
    }
    format!("{policy:#}\n")
}

/// `cloudfront.js`, a function for the event viewer-request. Where the old addresses do not fit, their pages redirect.
pub(super) fn function(rules: &HostRules<'_>) -> String {
    let moved: Map<String, Value> = if rules.edition.is_public() {
        rules.moves().map(|(from, to, status)| (from, json!([status, to]))).collect()
    } else {
        Map::new()
    };
    let text = with(rules, &moved);
    if text.len() <= LARGEST { text } else { with(rules, &Map::new()) }
}

fn with(rules: &HostRules<'_>, moved: &Map<String, Value>) -> String {
    let bare: Vec<String> = rules.without_ending.iter().map(|path| rules.path(path.as_str())).collect();
    let [moved, bare] = [json!(moved), json!(bare)].map(|value| ascii(&value.to_string()));
    rules.head("//", "A CloudFront function for the event viewer-request.")
        + &FUNCTION.replace("@moved@", &moved).replace("@bare@", &bare)
}

/// JSON as JavaScript, in which every letter that is not ASCII is read as it is, but for two that would end a line.
fn ascii(json: &str) -> String {
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// What the bucket itself would do if it were asked as a website: the page of a folder, with or without a slash.
const FUNCTION: &str = r#"var moved = @moved@;
var bare = @bare@;
function handler(event) {
  var request = event.request, path = request.uri;
  try { path = decodeURIComponent(path); } catch (error) { /* it is compared as it came */ }
  function to(status, address) {
    return { statusCode: status, statusDescription: status === 301 ? "Moved Permanently" : "Found", headers: { location: { value: address } } };
  }
  if (Object.prototype.hasOwnProperty.call(moved, path)) return to(moved[path][0], moved[path][1]);
  if (path.slice(-1) === "/") request.uri += "index.html";
  else if (path.split("/").pop().indexOf(".") < 0 && bare.indexOf(path) < 0) return to(302, request.uri.replace(/^\/+/, "/") + "/");
  return request;
}
"#;
