//! Help: its texts are golden files, so that a change of them is seen.

use super::{assert_golden, ended, program};

#[test]
fn help_is_what_it_was() {
    let of_peer = ["api", "networkPeering", "createGroupPeer"];
    for (file, arguments) in [
        ("program", &["--help"][..]),
        ("tag", &["api", "networkPeering", "-h"]),
        ("create", &[of_peer[0], of_peer[1], of_peer[2], "--help"]),
        ("create_aws", &[of_peer[0], of_peer[1], of_peer[2], "aws", "--help"]),
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
