//! Two deploys at once, and a server that cannot keep them apart.

use std::time::Duration;

use super::proxy::{Act, Proxy};
use super::server::Server;
use super::site::{Ended, Handbook, pages};

/// What a deploy says that finds another one at work.
const REFUSALS: [&str; 2] = ["another deploy is under way", "another deploy has taken over"];

fn ended(child: std::process::Child) -> Ended {
    child.wait_with_output().unwrap().into()
}

#[test]
fn two_deploys_at_once_end_in_one_whole_site() {
    let server = Server::start();
    let sites = [pages("one", 40), pages("two", 40)];
    let handbooks = sites.each_ref().map(Handbook::with);
    for round in 0..4 {
        let to = format!("s3://site/r{round}");
        let proxy = Proxy::start(server.port, |_| {
            std::thread::sleep(Duration::from_millis(20));
            Act::Pass
        });
        let arguments = [to.as_str(), "--edition", "client", "--parallel", "2", "--lease", "4"];
        let children = handbooks.each_ref().map(|handbook| handbook.begin(proxy.port, &arguments));
        let ended = children.map(ended);
        let won: Vec<usize> = (0..2).filter(|at| ended[*at].code == Some(0)).collect();
        assert!(!won.is_empty(), "{ended:?}");
        for lost in ended.iter().filter(|ended| ended.code != Some(0)) {
            assert!(REFUSALS.iter().any(|refusal| lost.told.contains(refusal)), "{lost:?}");
        }
        let mut found = server.objects(&format!("r{round}/"));
        found.remove(".greyline-deploy.json");
        let whole = won.iter().filter(|at| handbooks[**at].published("client", &sites[**at]) == found).count();
        assert_eq!(whole, 1, "round {round}: the bucket holds one site, whole");
    }
}

#[test]
fn a_deploy_that_lives_is_waited_for_and_not_replaced() {
    let server = Server::start();
    let [slow, quick] = ["one", "two"].map(|word| Handbook::with(&pages(word, 60)));
    let proxy = Proxy::start(server.port, |request| {
        std::thread::sleep(Duration::from_millis(if request.path.contains("/section") { 300 } else { 1 }));
        Act::Pass
    });
    let arguments = ["s3://site", "--edition", "client", "--parallel", "1", "--lease", "3"];
    let first = slow.begin(proxy.port, &arguments);
    while !server.names("").iter().any(|name| name.starts_with("section")) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let told = quick.deploy(server.port, &arguments).badly();
    assert!(told.contains("another deploy is under way"), "{told}");
    ended(first).well();
    assert_eq!(server.objects("")["index.html"], pages("one", 60)["index.html"]);
}

#[test]
fn a_server_that_ignores_conditions_is_found_out() {
    let server = Server::start();
    let handbook = Handbook::with(&pages("old", 5));
    for (at, act) in [Act::PassWithoutConditions, Act::Answer(501, "<Error><Code>NotImplemented</Code></Error>")]
        .into_iter()
        .enumerate()
    {
        let proxy = Proxy::start(server.port, move |request| if request.conditional { act.clone() } else { Act::Pass });
        let ended = handbook.deploy(proxy.port, &[&format!("s3://site/{at}"), "--edition", "client"]).well();
        assert!(ended.told.contains("knows no conditional writes"), "{ended:?}");
        let ended = handbook.deploy(proxy.port, &[&format!("s3://site/{at}"), "--edition", "client", "--all"]).well();
        assert!(ended.told.contains("knows no conditional writes"), "{ended:?}");
    }
    let ended = handbook.deploy(server.port, &["s3://site/2", "--edition", "client"]).well();
    assert!(ended.told.is_empty(), "{ended:?}");
}
