"""Each role is a group; only the editors' group opens the CMS."""

import pytest
from django.contrib.auth.models import Group

from firm.models import StaffMember
from firm.roles import Role


@pytest.mark.django_db
def test_exactly_the_four_roles_are_groups() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


def test_an_editor_may_write_and_publish_pages_pictures_and_documents(editor: StaffMember) -> None:
    from wagtail.models import Page

    root = Page.objects.get(depth=1)
    may = root.permissions_for_user(editor)
    assert editor.has_perm("wagtailadmin.access_admin")
    assert {"add", "change", "publish"} <= may.permissions
    assert editor.has_perms(["wagtailimages.add_image", "wagtaildocs.add_document"])
    assert editor.has_perms(["blog.change_story", "blog.add_ruling", "firm.change_firmprofile", "firm.change_person"])


def test_an_editor_may_not_touch_numbers_or_staff(editor: StaffMember) -> None:
    for model in ("contactnumber", "numberchange", "staffmember"):
        for verb in ("add", "change", "delete", "view"):
            assert not editor.has_perm(f"firm.{verb}_{model}")


@pytest.mark.parametrize("who", ["paralegal", "attorney", "administrator", "stranger"])
def test_nobody_else_has_any_permission_in_the_cms(who: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(who).get_all_permissions() == set()
