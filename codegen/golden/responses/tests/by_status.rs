//! Responses with a body per status.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_responses::models::Report;
use golden_responses::operations::{
    CreateJobResponse, CreateReportResponse, DeleteReportResponse, GetJobResponse,
};
use golden_responses::{Client, ErrorBody};
use portolan_test_server::{Response, Server};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn each_status_has_its_variant() {
    let server = Server::script([
        Response::json("200 OK", &[], r#"{"rows":[1]}"#),
        Response::json("201 Created", &[], r#"{"rows":[2]}"#),
        Response::json("202 Accepted", &[], r#"["soon"]"#),
        Response::with("204 No Content", &[], b""),
    ])
    .await;
    let client = client(&server);
    let mut responses = Vec::new();
    for _ in 0..4 {
        responses.push(client.create_report().await.unwrap());
    }
    let rows = |row: f64| {
        let mut report = Report::new(golden_responses::models::ReportRequired { rows: Vec::new() });
        report.rows.push(row);
        report
    };
    let expected = [
        CreateReportResponse::Ok(rows(1.0)),
        CreateReportResponse::Created(rows(2.0)),
        CreateReportResponse::Accepted(vec!["soon".to_owned()]),
        CreateReportResponse::NoContent,
    ];
    assert_eq!(responses, expected);
    assert_eq!(server.requests()[0].header("accept"), ["application/json"]);
}

#[tokio::test]
async fn keeps_the_body_of_an_undocumented_success() {
    let server = Server::with("207 Multi-Status", &[], b"<a/>").await;
    let response = client(&server).create_report().await.unwrap();
    let CreateReportResponse::Undocumented { status, bytes } = response else {
        panic!("{response:?}")
    };
    assert_eq!((status.as_u16(), bytes.as_ref()), (207, &b"<a/>"[..]));
}

#[tokio::test]
async fn variants_can_be_json_bytes_or_empty() {
    let server = Server::script([
        Response::json("200 OK", &[], r#"{"rows":3}"#),
        Response::json("202 Accepted", &[], r#"{"left":2}"#),
        Response::json("203 Non-Authoritative Information", &[], r#"{"rows":4}"#),
        Response::with("204 No Content", &[], b""),
        Response::with("206 Partial Content", &[], b"\0\xff"),
    ])
    .await;
    let client = client(&server);
    let GetJobResponse::Ok(done) = client.get_job().await.unwrap() else { panic!() };
    assert_eq!(done.rows, 3);
    let GetJobResponse::Accepted(waiting) = client.get_job().await.unwrap() else { panic!() };
    assert_eq!(waiting.left, 2);
    // Equal inline schemas share a type.
    let response = client.get_job().await.unwrap();
    let GetJobResponse::NonAuthoritativeInformation(same) = response else { panic!() };
    assert_eq!(same.rows, done.rows + 1);
    assert_eq!(client.get_job().await.unwrap(), GetJobResponse::NoContent);
    let GetJobResponse::PartialContent(log) = client.get_job().await.unwrap() else { panic!() };
    assert_eq!(log.as_ref(), b"\0\xff");
    assert_eq!(
        server.requests()[0].header("accept"),
        ["application/json, application/octet-stream"]
    );
}

#[tokio::test]
async fn strict_responses_reject_missing_properties() {
    let server = Server::json("202 Accepted", &[], r#"{"more":1}"#).await;
    let response = client(&server).get_job().send().await.unwrap();
    assert_eq!(response.status().as_u16(), 202);
    assert_eq!(
        (response.missing(), response.unexpected()),
        (&["left".to_owned()][..], &["more".to_owned()][..])
    );

    let strict = Client::builder().base_url(server.url()).strict_responses(true).build().unwrap();
    let error = strict.get_job().await.unwrap_err();
    assert_eq!(error.to_string(), "getJob: the 202 Accepted response lacks required values: left");
    assert_eq!(error.bytes().as_ref(), br#"{"more":1}"#);
}

#[tokio::test]
async fn keeps_the_bytes_of_an_undecodable_body() {
    let server = Server::script([
        Response::json("200 OK", &[], r#"["rows"]"#),
        Response::with("202 Accepted", &[], b""),
    ])
    .await;
    let error = client(&server).get_job().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("expected an object"), "{error}");
    assert_eq!(error.bytes().as_ref(), br#"["rows"]"#);
    let error = client(&server).get_job().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("empty body"), "{error}");
}

#[tokio::test]
async fn the_inner_status_of_an_envelope_selects_the_variant() {
    let enveloped = r#"{"status":202,"content":{"left":5}}"#;
    let server = Server::json("200 OK", &[], enveloped).await;
    let response = client(&server).get_job().envelope(true).await.unwrap();
    let GetJobResponse::Accepted(waiting) = response else { panic!("{response:?}") };
    assert_eq!(waiting.left, 5);
}

#[tokio::test]
async fn a_range_matches_statuses_without_an_entry() {
    let server = Server::script([
        Response::json("202 Accepted", &[], r#"{"id":"a"}"#),
        Response::with("250 Whatever", &[], b"gone"),
        Response::json("500 Internal Server Error", &[], r#"{"title":"stuck"}"#),
    ])
    .await;
    let client = client(&server);
    let response = client.delete_report().await.unwrap();
    assert!(matches!(response, DeleteReportResponse::Accepted(job) if job.id == "a"));
    let response = client.delete_report().await.unwrap();
    assert_eq!(response, DeleteReportResponse::Successful("gone".to_owned()));
    // `default` describes errors if successes have entries.
    let error = client.delete_report().await.unwrap_err();
    assert!(matches!(error.body(), Some(ErrorBody::Problem(problem)) if problem.title == "stuck"));
}

#[tokio::test]
async fn default_describes_success_if_all_errors_have_entries() {
    let server = Server::script([
        Response::json("201 Created", &[], r#"{"id":"a"}"#),
        Response::json("200 OK", &[], r#"[{"id":"b"}]"#),
        Response::json("409 Conflict", &[], r#"{"title":"twice"}"#),
        Response::json("501 Not Implemented", &[], r#"{"title":"never"}"#),
    ])
    .await;
    let client = client(&server);
    let response = client.create_job().await.unwrap();
    assert!(matches!(response, CreateJobResponse::Created(job) if job.id == "a"));
    let response = client.create_job().await.unwrap();
    assert!(matches!(response, CreateJobResponse::Default(jobs) if jobs[0].id == "b"));
    for title in ["twice", "never"] {
        let error = client.create_job().await.unwrap_err();
        assert!(error.to_string().ends_with(title), "{error}");
    }
}

#[tokio::test]
async fn default_alone_describes_success_and_error() {
    let server = Server::script([
        Response::json("200 OK", &[], r#"{"title":"well"}"#),
        Response::json("418 I'm a teapot", &[], r#"{"title":"short"}"#),
    ])
    .await;
    assert_eq!(client(&server).patch_report().await.unwrap().title, "well");
    let error = client(&server).patch_report().await.unwrap_err();
    assert!(error.to_string().ends_with("short"), "{error}");
}

#[tokio::test]
async fn head_responses_have_no_body() {
    let server = Server::raw("HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n").await;
    client(&server).head_archive().await.unwrap();
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_returns_the_same_enum() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::with("204 No Content", &[], b""));
    let client =
        golden_responses::blocking::Client::builder().base_url(server.url()).build().unwrap();
    assert_eq!(client.get_job().send().unwrap().into_body(), GetJobResponse::NoContent);
}
