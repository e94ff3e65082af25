"""The walk of a newcomer over HTTP alone: connect, hand in, post, published, and its timeline."""

from publisher.domain.states import RenditionState
from publisher.store import assets, renditions


def _make_ready(stage, asset_id):
    """What the media workers do, without a real film."""
    with stage.store.write() as tx:
        asset = assets.find(tx, asset_id)
        taken = [
            renditions.take(tx, one.id, tx.now())
            for one in renditions.of_asset(tx, asset.app_id, asset.sha256)
        ]
        for one in taken:
            assert one.state is RenditionState.MAKING
            made = {
                "output_sha256": asset.sha256,
                "output_size": asset.size,
                "output_type": "video/mp4",
            }
            assert renditions.ready(tx, one, made)


def test_from_a_link_to_a_published_post(stage, caller, browser, film):
    link = caller.make_link(external_id="customer-7")
    done = browser.connect(link["url"])
    assert "Connected" in done.text
    [connection] = caller.get("/v1/connections").json()["items"]
    assert connection["state"] == "active"
    assert connection["external_id"] == "customer-7"

    asset = caller.hand_in(film)
    assert asset.status_code == 201
    assert asset.headers["Location"] == f"/v1/assets/{asset.json()['id']}"
    _make_ready(stage, asset.json()["id"])

    post = caller.make_post(connection=connection["id"], assets=[asset.json()["id"]])
    assert post["state"] == "scheduled"
    stage.settle(post["id"])
    seen = caller.get(f"/v1/posts/{post['id']}").json()
    assert seen["state"] == "published"
    told = caller.get(f"/v1/posts/{post['id']}/timeline").json()
    init = next(one for one in told["items"] if one["kind"] == "step.init")
    assert init["detail"]["log_id"]
    assert len(stage.published()) == 1
    stage.turn(6)  # on PostgreSQL an Event is told once no older one can still come
    kinds = [one["kind"] for one in caller.get("/v1/events").json()["items"]]
    assert "post.published" in kinds
