"""Pictures: what their files hold, and smaller versions of them.

``containers`` and ``items`` take files apart, ``metadata`` removes and reads what cameras and
agencies write into them, ``facts`` describes a picture, ``processing`` makes versions of it with
Pillow, which is an extra, ``store`` keeps them, and ``markup`` writes their HTML.
"""
