//! String enumerations with an `Unknown` variant.

use portolan_runtime::wire::ParameterValue;

use super::models::{Status, fail, read_clean, write};

#[test]
fn round_trips_known_and_unknown_values() {
    for (json, status) in [
        (r#""PENDING""#, Status::Pending),
        (r#""AVAILABLE""#, Status::Available),
        (r#""pending""#, Status::Unknown("pending".to_owned())),
        (r#""""#, Status::Unknown(String::new())),
    ] {
        assert_eq!(read_clean::<Status>(json), status);
        assert_eq!(write(&status), json);
    }
    assert_eq!(fail::<Status>("1").problem(), "expected a string, found a number");
}

#[test]
fn converts_from_and_to_strings() {
    assert_eq!(Status::VALUES, ["PENDING", "AVAILABLE"]);
    assert_eq!("PENDING".parse(), Ok(Status::Pending));
    assert_eq!(Status::from("AVAILABLE".to_owned()), Status::Available);
    assert_eq!(Status::from("x").as_str(), "x");
    assert_eq!(format!("{:>9}", Status::Pending), "  PENDING");
    assert_eq!(Status::Pending.values(), ["PENDING"]);
}
