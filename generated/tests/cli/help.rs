//! Help texts, compared with golden files.

use super::{assert_golden, ended, program};

#[test]
fn help_texts_match_the_golden_files() {
    let create = ["api", "networkPeering", "createGroupPeer"];
    for (file, arguments) in [
        ("program", &["--help"][..]),
        ("tag", &["api", "networkPeering", "-h"]),
        ("create", &[create[0], create[1], create[2], "--help"]),
        ("create_aws", &[create[0], create[1], create[2], "aws", "--help"]),
        ("get", &["api", "networkPeering", "getGroupPeer", "-h"]),
        ("list", &["api", "networkPeering", "listGroupPeers", "-h"]),
        ("mode", &["api", "networkPeering", "disableGroupPrivateIpModePeering", "-h"]),
        ("auth", &["auth", "check", "-h"]),
    ] {
        let ended = ended(program("http://127.0.0.1:9").args(arguments), None);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{arguments:?}");
        assert_golden(&format!("help/{file}.txt"), &ended.stdout);
    }
}
