"""No metadata of a picture is published; what agencies write for readers is read before."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms

from newsgen.models import Captions
from newsgen.pictures.containers import BrokenPictureError, kind_of
from newsgen.pictures.facts import examine
from newsgen.pictures.metadata import read_captions, read_orientation, strip
from support.photos import ALT, CAPTION, CREDIT, PLACE, SECRETS, animation, bomb, film, photo

KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF")


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def facts(content: bytes, name: str = "a.jpg"):
    return examine(content, f"media/{name}", "digest")


# --- what goes


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_the_picture_remains(kind):
    content = photo(300, 200, kind, texts=True)
    assert any(secret in content for secret in SECRETS)
    stripped = strip(content)
    for secret in (*SECRETS, CAPTION.encode(), b"adobe", b"http"):
        assert secret not in stripped
    if kind not in {"AVIF", "HEIF"}:  # the bytes of its metadata become zeros
        assert not opened(stripped).getexif()
    assert not opened(stripped).getexif().get_ifd(0x8825)


@pytest.mark.parametrize("kind", KINDS)
def test_no_pixel_changes(kind):
    content = photo(300, 200, kind)
    before, after = opened(content).convert("RGB"), opened(strip(content)).convert("RGB")
    assert ImageChops.difference(before, after).getbbox() is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_which_side_is_up_remains(kind, orientation):
    content = photo(60, 40, kind, orientation=orientation)
    stripped = strip(content)
    assert read_orientation(stripped) == orientation
    exif = dict(opened(stripped).getexif())
    assert exif == ({} if orientation == 1 else {0x0112: orientation})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_colour_profile_remains(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, kind, icc_profile=profile)
    assert opened(strip(buffer.getvalue())).info["icc_profile"] == profile


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_moving_pictures_keep_moving(kind):
    stripped = strip(animation(kind))
    assert opened(stripped).n_frames == 3
    assert facts(stripped, f"a.{kind.lower()}").moving


def test_films_lose_places_names_and_times_and_nothing_moves():
    content = film()
    stripped = strip(content)
    assert len(stripped) == len(content)
    times = [struct.pack(">I", 3_900_000_000 + second) for second in range(2)]
    for secret in (PLACE, b"Secret Photographer", b"SN-4711", b"ISO6709", *times):
        assert secret in content
        assert secret not in stripped
    assert stripped[: stripped.index(b"SOUNDSONG")] == content[: content.index(b"SOUNDSONG")]
    for kept in (b"SOUNDSONG", b"soun", b"stco", b"stsz"):
        assert kept in stripped


@given(st.data())
def test_damaged_films_are_no_error(data):
    content = bytearray(film())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    content = bytes(content[: data.draw(st.integers(8, len(content)))])
    assert len(strip(content)) == len(content)


def test_what_follows_the_end_of_a_jpeg_goes():
    """Phones append a second picture or a film, each with metadata of its own."""
    content = photo(60, 40)
    assert strip(content + photo(60, 40) + b"film") == strip(content)


def test_small_pictures_inside_a_picture_go():
    """A thumbnail shows what was cropped away."""
    content = photo(60, 40)
    jfif = b"\xff\xe0" + struct.pack(">H", 16 + 3) + b"JFIF\0\1\1\0\0\1\0\1\1\1\xaa\xbb\xcc"
    stripped = strip(content[:2] + jfif + content[2:])
    assert b"\xaa\xbb\xcc" not in stripped
    opened(stripped)


@pytest.mark.parametrize(
    "segment",
    [b"\xff\xe1", b"\xff\xe3", b"\xff\xeb", b"\xff\xec", b"\xff\xed", b"\xff\xef", b"\xff\xfe"],
)
def test_unknown_segments_go(segment):
    content = photo(60, 40)
    extra = segment + struct.pack(">H", 2 + 9) + b"name: Ann"
    assert b"name: Ann" not in strip(content[:2] + extra + content[2:])


def test_other_files_stay_as_they_are():
    for content in (b"", b"a,b\n1,2\n", b"\0\0\1\0\1\0", b"<svg/>"):
        assert strip(content) == content


# --- what is broken


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_file_that_is_cut_off_is_refused(kind, share):
    content = photo(300, 200, kind)
    with pytest.raises(BrokenPictureError):
        strip(content[: int(len(content) * share)])


@given(st.binary(max_size=200), st.sampled_from(KINDS), st.integers(0, 400))
def test_damage_never_ends_otherwise(noise, kind, place):
    content = photo(60, 40, kind)
    damaged = content[:place] + noise + content[place + len(noise) :]
    facts(damaged)
    read_captions(damaged)
    read_orientation(damaged)
    if kind_of(damaged):
        try:
            strip(damaged)
        except BrokenPictureError:
            return


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "a.jpg", "the file is empty"),
        (b"<html>Not found</html>", "a.jpg", "it is not a picture"),
        (photo(60, 40, "PNG"), "a.jpg", "it is PNG, whatever its name says"),
        (photo(60, 40)[:-200], "a.jpg", "the file is cut off or damaged"),
        (bomb(), "a.png", "it has 900 megapixels; 100 are allowed"),
        (photo(60, 40), "a.JPEG", ""),
        (photo(60, 40, "AVIF"), "a.avif", ""),
    ],
)
def test_a_picture_that_cannot_be_shown_says_why(content, name, fault):
    assert facts(content, name).fault == fault


# --- what is read


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_texts_of_agencies_are_read(kind):
    expected = Captions(caption=CAPTION, credit=CREDIT, alt=ALT)
    assert read_captions(photo(300, 200, kind, texts=True)) == expected


def test_texts_in_the_older_form_are_read():
    text = b"Boats at the gate\r\nin May \xe2\x80\x93 Photo"
    datasets = b"\x1c\x02\x50\x00\x03Ann" + b"\x1c\x02\x78" + struct.pack(">H", len(text)) + text
    datasets += b"\x1c\x02\x6e\x00\x06Agency"
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(datasets)) + datasets
    content = b"Photoshop 3.0\0" + resource
    jpeg = photo(60, 40)
    segment = b"\xff\xed" + struct.pack(">H", len(content) + 2) + content
    found = read_captions(jpeg[:2] + segment + jpeg[2:])
    assert found == Captions(caption="Boats at the gate in May – Photo", credit="Agency")


def test_a_picture_on_its_side_is_as_wide_as_it_is_shown():
    for orientation, size in ((1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))):
        found = facts(photo(60, 40, orientation=orientation))
        assert (found.width, found.height) == size


def test_the_tone_is_the_colour_of_most_of_it():
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), (250, 100, 0)).save(buffer, "PNG")
    assert facts(buffer.getvalue(), "a.png").tone == "520"
