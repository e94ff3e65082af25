"""The first schema: Apps, Creators, Connections, Assets, Posts, Attempts and their evidence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text(
    "phase IN ('committing', 'handed_over') OR outcome IN ('published', 'in_inbox', 'doubtful')"
)


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("sample", JSON, nullable=False),
        sa.PrimaryKeyConstraint("code", "step", name=op.f("pk_alarms")),
    )
    op.create_table(
        "apps",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("policy", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apps")),
    )
    op.create_table(
        "audit",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_table(
        "beats",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_beats")),
    )
    op.create_table(
        "brakes",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("brake", JSON, nullable=False),
        sa.PrimaryKeyConstraint("platform", "code", name=op.f("pk_brakes")),
    )
    op.create_table(
        "budgets",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("breaker", JSON, nullable=True),
        sa.PrimaryKeyConstraint("creator_id", "endpoint", name=op.f("pk_budgets")),
    )
    op.create_table(
        "creators",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("open_id", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), server_default="", nullable=False),
        sa.Column("nickname", sa.Text(), server_default="", nullable=False),
        sa.Column("facts", JSON, nullable=True),
        sa.Column("facts_at", INSTANT, nullable=True),
        sa.Column("learnt", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creators")),
        sa.UniqueConstraint(
            "platform", "client", "open_id", name=op.f("uq_creators_platform_client_open_id")
        ),
    )
    op.create_table(
        "generations",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("safe_since", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_generations")),
    )
    op.create_table(
        "idempotency",
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("app_id", "route", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"], unique=False)
    op.create_table(
        "notices",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_at", "notices", ["at"], unique=False)
    op.create_table(
        "terms",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_terms")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last4", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_api_keys_app_id_apps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
    )
    op.create_index("ix_api_keys_app_id", "api_keys", ["app_id"], unique=False)
    op.create_table(
        "assets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("facts", JSON, nullable=True),
        sa.Column("reason", JSON, nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("measured_at", INSTANT, nullable=True),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_assets_app_id_apps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("app_id", "id", name=op.f("uq_assets_app_id_id")),
    )
    op.create_index("ix_assets_app_id_sha256", "assets", ["app_id", "sha256"], unique=False)
    op.create_index(
        "ix_assets_due_at",
        "assets",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "connections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", JSON, nullable=True),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("policy", JSON, nullable=False),
        sa.Column("access", sa.Text(), nullable=True),
        sa.Column("refresh", sa.Text(), nullable=True),
        sa.Column("issued_at", INSTANT, nullable=True),
        sa.Column("access_until", INSTANT, nullable=True),
        sa.Column("refresh_until", INSTANT, nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("renewing_until", INSTANT, nullable=True),
        sa.Column("keep_alive_at", INSTANT, nullable=True),
        sa.Column("warn_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_connections_app_id_apps")),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.id"], name=op.f("fk_connections_creator_id_creators")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("app_id", "creator_id", name=op.f("uq_connections_app_id_creator_id")),
        sa.UniqueConstraint("app_id", "id", name=op.f("uq_connections_app_id_id")),
    )
    op.create_index("ix_connections_creator_id", "connections", ["creator_id"], unique=False)
    op.create_index(
        "ix_connections_keep_alive_at",
        "connections",
        ["keep_alive_at"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
        sqlite_where=sa.text("state = 'active'"),
    )
    op.create_index(
        "ix_connections_revoke_at",
        "connections",
        ["keep_alive_at"],
        unique=False,
        postgresql_where=sa.text("state = 'ended' AND access IS NOT NULL"),
        sqlite_where=sa.text("state = 'ended' AND access IS NOT NULL"),
    )
    op.create_index(
        "ix_connections_warn_at",
        "connections",
        ["warn_at"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
        sqlite_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("available_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_events_app_id_apps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_app_id_id", "events", ["app_id", "id"], unique=False)
    op.create_index("uq_events_ref_sequence", "events", ["ref", "sequence"], unique=True)
    op.create_table(
        "links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("return_url", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id", "connection_id"],
            ["connections.app_id", "connections.id"],
            name=op.f("fk_links_app_id_connection_id_connections"),
        ),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_links_app_id_apps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_links_digest")),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("photos", sa.Boolean(), nullable=False),
        sa.Column("caption", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("consent", JSON, nullable=True),
        sa.Column("slot_at", INSTANT, nullable=False),
        sa.Column("wall_time", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("deadline", INSTANT, nullable=True),
        sa.Column("on_cap", sa.Text(), nullable=False),
        sa.Column("on_drift", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("poke_after", INSTANT, nullable=False),
        sa.Column("give_up_at", INSTANT, nullable=False),
        sa.Column("ask_at", INSTANT, nullable=True),
        sa.Column("moved_for", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("lease_token", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("client_reference", sa.Text(), nullable=True),
        sa.Column("reason", JSON, nullable=True),
        sa.Column("public_ids", JSON, nullable=False),
        sa.Column("warnings", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id", "connection_id"],
            ["connections.app_id", "connections.id"],
            name=op.f("fk_posts_app_id_connection_id_connections"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint(
            "app_id", "client_reference", name=op.f("uq_posts_app_id_client_reference")
        ),
        sa.UniqueConstraint("app_id", "id", name=op.f("uq_posts_app_id_id")),
        postgresql_with={"fillfactor": "85"},
    )
    op.create_index(
        "ix_posts_app_id_created", "posts", ["app_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_posts_ask_at",
        "posts",
        ["ask_at"],
        unique=False,
        postgresql_where=sa.text("ask_at IS NOT NULL"),
        sqlite_where=sa.text("ask_at IS NOT NULL"),
    )
    op.create_index(
        "ix_posts_connection_id_slot_at", "posts", ["connection_id", "slot_at"], unique=False
    )
    op.create_index(
        "ix_posts_connection_id_state", "posts", ["connection_id", "state"], unique=False
    )
    op.create_index(
        "ix_posts_due_at",
        "posts",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('scheduled', 'sending', 'processing')"),
        sqlite_where=sa.text("state IN ('scheduled', 'sending', 'processing')"),
    )
    op.create_table(
        "queues",
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("week", JSON, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["app_id", "connection_id"],
            ["connections.app_id", "connections.id"],
            name=op.f("fk_queues_app_id_connection_id_connections"),
        ),
        sa.PrimaryKeyConstraint("connection_id", "name", name=op.f("pk_queues")),
    )
    op.create_table(
        "renditions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("plan", JSON, nullable=True),
        sa.Column("findings", JSON, nullable=True),
        sa.Column("facts", JSON, nullable=True),
        sa.Column("output_sha256", sa.Text(), nullable=True),
        sa.Column("output_size", sa.BigInteger(), nullable=True),
        sa.Column("output_type", sa.Text(), nullable=True),
        sa.Column("progress", sa.Float(), server_default="0", nullable=False),
        sa.Column("reason", JSON, nullable=True),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_token", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ready_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id", "asset_id"],
            ["assets.app_id", "assets.id"],
            name=op.f("fk_renditions_app_id_asset_id_assets"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renditions")),
        sa.UniqueConstraint("app_id", "id", name=op.f("uq_renditions_app_id_id")),
        sa.UniqueConstraint(
            "app_id", "sha256", "spec", name=op.f("uq_renditions_app_id_sha256_spec")
        ),
    )
    op.create_index(
        "ix_renditions_due_at",
        "renditions",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("transfer", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("lease_token", sa.BigInteger(), nullable=False),
        sa.Column("publish_id", sa.Text(), nullable=True),
        sa.Column("upload_url", sa.Text(), nullable=True),
        sa.Column("upload_until", INSTANT, nullable=True),
        sa.Column("bytes_sent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pull_nonce", sa.Text(), nullable=True),
        sa.Column("fetched_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("sent", JSON, nullable=True),
        sa.Column("circumstances", JSON, nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("committed_at", INSTANT, nullable=True),
        sa.Column("handed_over_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id", "connection_id"],
            ["connections.app_id", "connections.id"],
            name=op.f("fk_attempts_app_id_connection_id_connections"),
        ),
        sa.ForeignKeyConstraint(
            ["app_id", "post_id"],
            ["posts.app_id", "posts.id"],
            name=op.f("fk_attempts_app_id_post_id_posts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("app_id", "id", name=op.f("uq_attempts_app_id_id")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_attempts_post_id_number")),
        sa.UniqueConstraint("publish_id", name=op.f("uq_attempts_publish_id")),
        sa.UniqueConstraint("pull_nonce", name=op.f("uq_attempts_pull_nonce")),
    )
    op.create_index(
        "uq_attempts_hand_over",
        "attempts",
        ["connection_id"],
        unique=True,
        postgresql_where=sa.text("phase IN ('opened', 'inited', 'committing')"),
        sqlite_where=sa.text("phase IN ('opened', 'inited', 'committing')"),
    )
    op.create_index(
        "uq_attempts_live",
        "attempts",
        ["post_id"],
        unique=True,
        postgresql_where=LIVE,
        sqlite_where=LIVE,
    )
    op.create_index(
        "uq_attempts_open",
        "attempts",
        ["post_id"],
        unique=True,
        postgresql_where=sa.text("phase IN ('opened', 'inited')"),
        sqlite_where=sa.text("phase IN ('opened', 'inited')"),
    )
    op.create_table(
        "authorisations",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("ended_as", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["links.id"], name=op.f("fk_authorisations_link_id_links")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_authorisations")),
    )
    op.create_index("ix_authorisations_expires_at", "authorisations", ["expires_at"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.id"], name=op.f("fk_commitments_creator_id_creators")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_commitments_post_id_posts")
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_commitments")),
    )
    op.create_index(
        "ix_commitments_creator_id_at", "commitments", ["creator_id", "kind", "at"], unique=False
    )
    op.create_table(
        "post_assets",
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Text(), nullable=False),
        sa.Column("rendition_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id", "asset_id"],
            ["assets.app_id", "assets.id"],
            name=op.f("fk_post_assets_app_id_asset_id_assets"),
        ),
        sa.ForeignKeyConstraint(
            ["app_id", "post_id"],
            ["posts.app_id", "posts.id"],
            name=op.f("fk_post_assets_app_id_post_id_posts"),
        ),
        sa.ForeignKeyConstraint(
            ["app_id", "rendition_id"],
            ["renditions.app_id", "renditions.id"],
            name=op.f("fk_post_assets_app_id_rendition_id_renditions"),
        ),
        sa.PrimaryKeyConstraint("post_id", "position", name=op.f("pk_post_assets")),
    )
    op.create_index("ix_post_assets_asset_id", "post_assets", ["asset_id"], unique=False)
    op.create_index("ix_post_assets_rendition_id", "post_assets", ["rendition_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("publish_id", sa.Text(), nullable=True),
        sa.Column("public_id", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("raw", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id", "attempt_id"],
            ["attempts.app_id", "attempts.id"],
            name=op.f("fk_evidence_app_id_attempt_id_attempts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_attempt_id", "evidence", ["attempt_id"], unique=False)
    op.create_table(
        "steps",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("http", sa.Integer(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("log_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id", "attempt_id"],
            ["attempts.app_id", "attempts.id"],
            name=op.f("fk_steps_app_id_attempt_id_attempts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
    )
    op.create_index("ix_steps_log_id", "steps", ["log_id"], unique=False)
    op.create_index("ix_steps_post_id", "steps", ["post_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_steps_post_id", table_name="steps")
    op.drop_index("ix_steps_log_id", table_name="steps")
    op.drop_table("steps")
    op.drop_index("ix_evidence_attempt_id", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_post_assets_rendition_id", table_name="post_assets")
    op.drop_index("ix_post_assets_asset_id", table_name="post_assets")
    op.drop_table("post_assets")
    op.drop_index("ix_commitments_creator_id_at", table_name="commitments")
    op.drop_table("commitments")
    op.drop_index("ix_authorisations_expires_at", table_name="authorisations")
    op.drop_table("authorisations")
    op.drop_index(
        "uq_attempts_open",
        table_name="attempts",
        postgresql_where=sa.text("phase IN ('opened', 'inited')"),
        sqlite_where=sa.text("phase IN ('opened', 'inited')"),
    )
    op.drop_index(
        "uq_attempts_live", table_name="attempts", postgresql_where=LIVE, sqlite_where=LIVE
    )
    op.drop_index(
        "uq_attempts_hand_over",
        table_name="attempts",
        postgresql_where=sa.text("phase IN ('opened', 'inited', 'committing')"),
        sqlite_where=sa.text("phase IN ('opened', 'inited', 'committing')"),
    )
    op.drop_table("attempts")
    op.drop_index(
        "ix_renditions_due_at",
        table_name="renditions",
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.drop_table("renditions")
    op.drop_table("queues")
    op.drop_index(
        "ix_posts_due_at",
        table_name="posts",
        postgresql_where=sa.text("state IN ('scheduled', 'sending', 'processing')"),
        sqlite_where=sa.text("state IN ('scheduled', 'sending', 'processing')"),
    )
    op.drop_index("ix_posts_connection_id_state", table_name="posts")
    op.drop_index("ix_posts_connection_id_slot_at", table_name="posts")
    op.drop_index(
        "ix_posts_ask_at",
        table_name="posts",
        postgresql_where=sa.text("ask_at IS NOT NULL"),
        sqlite_where=sa.text("ask_at IS NOT NULL"),
    )
    op.drop_index("ix_posts_app_id_created", table_name="posts")
    op.drop_table("posts")
    op.drop_table("links")
    op.drop_index("uq_events_ref_sequence", table_name="events")
    op.drop_index("ix_events_app_id_id", table_name="events")
    op.drop_table("events")
    op.drop_index(
        "ix_connections_warn_at",
        table_name="connections",
        postgresql_where=sa.text("state = 'active'"),
        sqlite_where=sa.text("state = 'active'"),
    )
    op.drop_index(
        "ix_connections_revoke_at",
        table_name="connections",
        postgresql_where=sa.text("state = 'ended' AND access IS NOT NULL"),
        sqlite_where=sa.text("state = 'ended' AND access IS NOT NULL"),
    )
    op.drop_index(
        "ix_connections_keep_alive_at",
        table_name="connections",
        postgresql_where=sa.text("state = 'active'"),
        sqlite_where=sa.text("state = 'active'"),
    )
    op.drop_index("ix_connections_creator_id", table_name="connections")
    op.drop_table("connections")
    op.drop_index(
        "ix_assets_due_at",
        table_name="assets",
        postgresql_where=sa.text("due_at IS NOT NULL"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
    )
    op.drop_index("ix_assets_app_id_sha256", table_name="assets")
    op.drop_table("assets")
    op.drop_index("ix_api_keys_app_id", table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_table("terms")
    op.drop_index("ix_notices_at", table_name="notices")
    op.drop_table("notices")
    op.drop_index("ix_idempotency_at", table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_table("generations")
    op.drop_table("creators")
    op.drop_table("budgets")
    op.drop_table("brakes")
    op.drop_table("beats")
    op.drop_table("audit")
    op.drop_table("apps")
    op.drop_table("alarms")
