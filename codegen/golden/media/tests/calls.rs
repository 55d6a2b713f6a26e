//! Text, binary, form and multipart bodies.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use std::collections::BTreeMap;

use golden_media::models::{
    Grant, GrantGrantType, GrantRequired, Order, Photo, PhotoRequired, Place, PlaceRequired,
    ReplacePhotosBody, ScanForm, ScanRange, Sort,
};
use golden_media::{Client, Part};
use portolan_test_server::{Request, Response, Server};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn sends_and_receives_text() {
    let server = Server::with("200 OK", &["content-type: text/html"], "<p>ü".as_bytes()).await;
    let response = client(&server).create_note("\"ü\"\n").await.unwrap();
    assert_eq!(response, "<p>ü");
    let request = server.request();
    assert_eq!(request.body, "\"ü\"\n".as_bytes());
    assert_eq!(request.header("content-type"), ["text/plain"]);
    assert_eq!(request.header("accept"), ["text/html"]);
}

#[tokio::test]
async fn keeps_the_bytes_of_invalid_utf8() {
    let server = Server::with("200 OK", &[], b"a\xffb").await;
    let response = client(&server).create_note("").send().await.unwrap();
    assert_eq!(response.body(), "a\u{fffd}b");
    assert_eq!(response.bytes().as_ref(), b"a\xffb");
}

#[tokio::test]
async fn sends_and_receives_bytes() {
    let server = Server::with("204 No Content", &[], b"").await;
    client(&server).put_notes(vec![0, 255, 10]).await.unwrap();
    assert_eq!(server.request().body, [0, 255, 10]);
    assert_eq!(server.request().header("content-type"), ["application/octet-stream"]);

    let server = Server::with("200 OK", &[], b"\x1f\x8b\0\xff").await;
    let response = client(&server).get_notes().await.unwrap();
    assert_eq!(response.as_ref(), b"\x1f\x8b\0\xff");
    assert_eq!(server.request().header("accept"), ["application/vnd.example.2024-01-01+gzip"]);

    let server = Server::with("200 OK", &[], b"").await;
    assert!(client(&server).get_notes().await.unwrap().is_empty(), "an empty body is valid");
}

#[tokio::test]
async fn decodes_json_errors_of_binary_operations() {
    let server = Server::json("404 Not Found", &[], r#"{"text":"all gone"}"#).await;
    let error = client(&server).get_notes().await.unwrap_err();
    assert_eq!(error.to_string(), "getNotes: 404 Not Found: all gone");
}

#[tokio::test]
async fn encodes_a_form() {
    let server = Server::with("200 OK", &[], b"token=x&kind=y").await;
    let mut grant = Grant::new(GrantRequired { grant_type: GrantGrantType::Code });
    grant.scope = Some(vec!["a b".to_owned(), "c&d".to_owned()]);
    let response = client(&server).create_token().body(grant).await.unwrap();
    assert_eq!(response, "token=x&kind=y");
    let request = server.request();
    assert_eq!(String::from_utf8_lossy(&request.body), "grant_type=code&scope=a+b&scope=c%26d");
    assert_eq!(request.header("content-type"), ["application/x-www-form-urlencoded"]);
}

/// Returns a photo with every property.
fn photo() -> Photo {
    let mut place = Place::new(PlaceRequired { lat: 47.5 });
    place.names = Some(vec!["Zürich".to_owned()]);
    let image = Part::new(b"\x89PNG\r\n--\xff".to_vec());
    let mut photo = Photo::new(PhotoRequired {
        image: image.with_file_name("a \"b\".png").with_content_type("image/png"),
        title: "Über den Dächern".to_owned(),
        place,
    });
    photo.taken = Some(1_700_000_000);
    photo.keywords = Some(vec!["a".to_owned(), "b, c".to_owned()]);
    photo.details = Some(vec!["one".into(), Part::new("two").with_file_name("2")]);
    photo.sidecar = Some("<a/>".into());
    photo.notes = Some("*new*".to_owned());
    photo
}

/// Returns the body of a request, with `B` instead of the boundary and invalid UTF-8 replaced.
fn parts_of(request: &Request) -> String {
    let content_type = request.header("content-type")[0].to_owned();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert_eq!(request.header("content-length"), [request.body.len().to_string()]);
    String::from_utf8_lossy(&request.body).replace(boundary, "B").replace("\r\n", "\n")
}

#[tokio::test]
async fn encodes_each_property_as_a_part() {
    let server = Server::with("204 No Content", &[], b"").await;
    client(&server).add_photo(photo()).await.unwrap();
    let part = |name: &str, media_type: &str, text: &str| {
        let disposition = format!("Content-Disposition: form-data; name={name}");
        format!("--B\n{disposition}\nContent-Type: {media_type}\n\n{text}\n")
    };
    let (text, bytes) = ("text/plain; charset=utf-8", "application/octet-stream");
    let expected = [
        part("\"image\"; filename=\"a %22b%22.png\"", "image/png", "\u{fffd}PNG\n--\u{fffd}"),
        part("\"title\"", text, "Über den Dächern"),
        part("\"taken\"", text, "1700000000"),
        part("\"keywords\"", text, "a"),
        part("\"keywords\"", text, "b, c"),
        part("\"place\"", "application/json", r#"{"lat":47.5,"names":["Zürich"]}"#),
        part("\"details\"; filename=\"blob\"", bytes, "one"),
        part("\"details\"; filename=\"2\"", bytes, "two"),
        part("\"sidecar\"", "application/xml", "<a/>"),
        part("\"notes\"", "text/markdown", "*new*"),
        "--B--\n".to_owned(),
    ];
    assert_eq!(parts_of(&server.request()), expected.concat());
}

#[tokio::test]
async fn validates_parts_before_sending() {
    let server = Server::with("204 No Content", &[], b"").await;
    let mut wrong = photo();
    wrong.image = Part::new("").with_content_type("image/gif");
    wrong.title = String::new();
    wrong.place.lat = 91.0;
    wrong.details = Some(vec![Part::new(""); 3]);
    let error = client(&server).add_photo(wrong.clone()).await.unwrap_err();
    let found: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "body title is 0 characters long, at least 1 is needed",
            "body place.lat is 91, at most 90 is allowed",
            "body details has 3 items, at most 2 are allowed",
            "body image has the media type \"image/gif\", which is none of image/png, image/jpeg",
        ]
    );
    assert_eq!(server.requests().len(), 0);
    client(&server).add_photo(wrong.clone()).without_validation().await.unwrap();

    // Line breaks in headers are refused even without validation.
    wrong.image = Part::new("").with_header("X-Camera", "a\r\nX-Evil: b");
    let error = client(&server).add_photo(wrong).without_validation().await.unwrap_err();
    assert!(error.is_validation(), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn retries_multipart_bodies() {
    let busy = Response::with("503 Service Unavailable", &["retry-after: 0"], b"");
    let server = Server::script([busy, Response::with("204 No Content", &[], b"")]).await;
    let mut files = ReplacePhotosBody::default();
    files.additional_properties = BTreeMap::from([("x\ny".to_owned(), Part::new("1"))]);
    client(&server).replace_photos().body(files).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
    let disposition = "Content-Disposition: form-data; name=\"x%0D%0Ay\"; filename=\"blob\"";
    assert!(parts_of(&requests[1]).starts_with(&format!("--B\n{disposition}\n")));
}

#[tokio::test]
async fn optional_bodies_can_be_absent() {
    let server = Server::with("204 No Content", &[], b"").await;
    client(&server).replace_photos().await.unwrap();
    client(&server).add_scan().await.unwrap();
    client(&server).change_scans().await.unwrap();
    for request in server.requests() {
        assert_eq!((request.header("content-type").len(), request.body.len()), (0, 0));
    }
}

#[tokio::test]
async fn bodies_have_rules_and_can_be_null() {
    let server = Server::json("200 OK", &[], "null").await;
    let error = client(&server).put_pages(vec![1, 0, 3]).await.unwrap_err();
    let found: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    let expected =
        ["body has 3 items, at most 2 are allowed", "body [1] is 0, at least 1 is needed"];
    assert_eq!(found, expected);
    assert_eq!(client(&server).put_pages(vec![1]).await.unwrap(), None);
    client(&server).put_pages(None).await.unwrap();
    let bodies: Vec<_> = server.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, [b"[1]".to_vec(), b"null".to_vec()]);
}

#[tokio::test]
async fn selects_a_media_type_that_can_represent_the_body() {
    let server = Server::with("200 OK", &[], br#"{"note":"b"}"#).await;
    let mut scan = ScanForm::default();
    (scan.note, scan.page) = (Some("a".to_owned()), Some("1".into()));
    client(&server).add_scan().body(scan).await.unwrap();
    assert!(parts_of(&server.request()).contains("name=\"page\"; filename=\"blob\"\n"));

    let mut order = Order::default();
    order.note = Some("a".to_owned());
    let response = client(&server).order_scans().body(order.clone()).await.unwrap();
    assert_eq!(response.note.as_deref(), Some("b"));
    client(&server).change_scans().body(order).await.unwrap();
    let media_types = ["application/json", "application/vnd.example.2024-01-01+json"];
    for (request, media_type) in server.requests()[1..].iter().zip(media_types) {
        assert_eq!(request.header("content-type"), [media_type]);
        assert_eq!(request.body, br#"{"note":"a"}"#);
    }
}

#[tokio::test]
async fn encodes_form_properties_in_their_styles() {
    let server = Server::with("204 No Content", &[], b"").await;
    let mut range = ScanRange::default();
    (range.from, range.to) = (Some(1), Some(vec![2, 3]));
    let mut order = Order::default();
    order.range = Some(range);
    order.pages = Some(vec![4, 5]);
    order.names = Some(vec!["a".to_owned(), "b c".to_owned()]);
    order.note = Some("d e".to_owned());
    client(&server).find_scans().body(order).await.unwrap();
    assert_eq!(
        String::from_utf8_lossy(&server.request().body),
        "range%5Bfrom%5D=1&range%5Bto%5D%5B0%5D=2&range%5Bto%5D%5B1%5D=3&pages=4%7C5&names=a,b%20c&note=%22d+e%22"
    );
}

#[test]
fn files_in_json_are_base64() {
    let mut scan = ScanForm::default();
    scan.page = Some(Part::new(b"\xff\x00".to_vec()).with_file_name("a"));
    let json = serde_json::to_string(&scan).unwrap();
    assert_eq!(json, r#"{"page":"/wA="}"#);
    let read: ScanForm = serde_json::from_str(&json).unwrap();
    assert_eq!(read.page.unwrap().bytes().unwrap().as_ref(), b"\xff\x00");
    assert!(serde_json::from_str::<ScanForm>(r#"{"page":"?"}"#).is_err());
}

#[tokio::test]
async fn unions_of_strings_are_strings() {
    let server = Server::with("200 OK", &[], b"").await;
    client(&server).get_notes().note("7").sort(Sort::NameAscending).await.unwrap();
    assert_eq!(server.request().line(), "GET /notes?note=7&sort=name_ascending");
}
