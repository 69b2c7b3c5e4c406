//! All routes, in one list.

use axum::{Router, extract::DefaultBodyLimit, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{app::App, guard, handlers};
use crate::api::ROOT;

#[derive(OpenApi)]
#[openapi(
    info(title = "hotdesk", description = "The desk of a hotline: floor, calls, tickets."),
    security(("session" = [])),
    modifiers(&Session)
)]
struct Document;

struct Session;

impl Modify for Session {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        document.components.get_or_insert_default().add_security_scheme("session", bearer);
    }
}

fn all_routes() -> OpenApiRouter<App> {
    let routes = OpenApiRouter::new()
        .routes(routes!(handlers::sign_in))
        .routes(routes!(handlers::sign_out))
        .routes(routes!(handlers::floor))
        .routes(routes!(handlers::live))
        .routes(routes!(handlers::catalogue))
        .routes(routes!(handlers::my_state))
        .routes(routes!(handlers::force_state))
        .routes(routes!(handlers::act_on_call))
        .routes(routes!(handlers::steer))
        .routes(routes!(handlers::settle))
        .routes(routes!(handlers::mark_script))
        .routes(routes!(handlers::calls))
        .routes(routes!(handlers::call_events))
        .routes(routes!(handlers::recording))
        .routes(routes!(handlers::contacts, handlers::write_contact))
        .routes(routes!(handlers::contact))
        .routes(routes!(handlers::reveal))
        .routes(routes!(handlers::history))
        .routes(routes!(handlers::submit_ticket, handlers::tickets))
        .routes(routes!(handlers::candidates))
        .routes(routes!(handlers::identify))
        .routes(routes!(handlers::mark_contact))
        .routes(routes!(handlers::merge_contact))
        .routes(routes!(handlers::split_contact))
        .routes(routes!(handlers::undo_change))
        .routes(routes!(handlers::similar_tickets))
        .routes(routes!(handlers::views))
        .routes(routes!(handlers::save_view, handlers::forget_view))
        .routes(routes!(handlers::ticket, handlers::amend_ticket))
        .routes(routes!(handlers::ticket_events))
        .routes(routes!(handlers::look))
        .routes(routes!(handlers::move_ticket))
        .routes(routes!(handlers::decide_approval))
        .routes(routes!(handlers::attach, handlers::attachments))
        .routes(routes!(handlers::attachment))
        .routes(routes!(handlers::promise_callback, handlers::callbacks))
        .routes(routes!(handlers::call_back))
        .routes(routes!(handlers::finish_callback))
        .routes(routes!(handlers::my_metrics))
        .routes(routes!(handlers::report))
        .routes(routes!(handlers::report_calls))
        .routes(routes!(handlers::broadcast))
        .routes(routes!(handlers::take_in))
        .routes(routes!(handlers::import_calls, handlers::import_place))
        .routes(routes!(handlers::webhooks))
        .routes(routes!(handlers::dead_letters))
        .routes(routes!(handlers::replay))
        .routes(routes!(handlers::test_webhook))
        .routes(routes!(handlers::health))
        .routes(routes!(handlers::openapi));
    OpenApiRouter::with_openapi(Document::openapi()).nest(ROOT, routes)
}

/// The OpenAPI document, made from the code of the handlers.
pub fn document() -> utoipa::openapi::OpenApi {
    all_routes().into_openapi()
}

/// The service.
pub fn router(app: App) -> Router {
    let (router, _document) = all_routes().split_for_parts();
    router
        .fallback(guard::no_route)
        .method_not_allowed_fallback(guard::no_route)
        .layer(DefaultBodyLimit::max(app.limits.body_bytes))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app)
}
