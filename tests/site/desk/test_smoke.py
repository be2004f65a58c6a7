import pytest
from tests.site.desk.making import case
pytestmark = pytest.mark.django_db
def test_pages(editor, admin):
    c = case()
    for path in ["/desk/", f"/desk/cases/{c.pk}/", "/desk/calls/", "/desk/sources/", "/desk/ledger/"]:
        r = editor.get(path); assert r.status_code == 200, path
        open("/tmp/page"+path.replace("/","_")+".html","wb").write(r.content)
    assert admin.get("/desk/calls/new/").status_code == 200
