"""Creates the fonts of this folder from the packages listed in README.md: without hinting, CJK reduced to a subset.

usage: build.py <unpacked packages> <Noto Emoji Medium> <folder to write>     (fontTools 4.38)
"""
import sys
from pathlib import Path
from fontTools.subset import Options, Subsetter, load_font, save_font

SCRIPTS = '''Adlam Arabic Armenian Balinese Bengali CanadianAboriginal Cham Cherokee Devanagari Ethiopic Georgian Gujarati
Gurmukhi Hebrew Javanese Kannada Khmer Lao Lisu Malayalam Math MeeteiMayek Mongolian Myanmar NKo OlChiki Oriya Osage
Sinhala Sundanese Symbols Symbols2 Syriac Tamil Telugu Thaana Thai Tifinagh Vai Yi'''.split()

# Common characters that the national character sets lack: Cantonese particles, names, simplified forms since 1980.
ALSO_IN_USE = '嘅咗喺啲嚟冇咁哋佢嗰唔乜嘢啱攞掂揾搵瞓睇嘥孭氹噏嗌脷曱甴掹嘞咩㗎咪啫吖囧喆堃镕啰瞭槑燚淼犇煊昇峯裏綫羣牀着峰啟粦焗餸'


def options(**more):
    return Options(hinting=False, glyph_names=False, name_IDs=['*'], notdef_outline=True, **more)


def unhinted(source, target):
    chosen = options(layout_features=['*'])
    font = load_font(str(source), chosen)
    subsetter = Subsetter(chosen)
    subsetter.populate(glyphs=font.getGlyphOrder(), unicodes=font.getBestCmap())
    subsetter.subset(font)
    save_font(font, str(target), chosen)


def ideographs(codec, first, last):
    rows = (bytes([row, cell]) for row in range(first, last + 1) for cell in range(0x40, 0xff))
    decoded = (pair.decode(codec, 'ignore') for pair in rows)
    return {ord(text) for text in decoded if len(text) == 1 and '\u4e00' <= text <= '\u9fff'}


def japanese_forms_of(font, wanted):
    """Keeps the Japanese glyphs (locl, JAN) of the wanted characters only: Japanese does not use the other ideographs."""
    glyphs = {font.getBestCmap()[code] for code in wanted if code in font.getBestCmap()}
    table = font['GSUB'].table
    locl = [record for record in table.FeatureList.FeatureRecord if record.FeatureTag == 'locl']
    for index in {index for record in locl for index in record.Feature.LookupListIndex}:
        for subtable in table.LookupList.Lookup[index].SubTable:
            subtable = getattr(subtable, 'ExtSubTable', subtable)
            subtable.mapping = {source: form for source, form in subtable.mapping.items() if source in glyphs}


def cjk(source, target):
    japanese = ideographs('euc_jp', 0xb0, 0xf4)
    everyday = ideographs('gb2312', 0xb0, 0xf7) | ideographs('big5', 0xa4, 0xc6) | japanese | {ord(c) for c in ALSO_IN_USE}
    kana_and_signs = {*range(0x3000, 0x3400), *range(0xfe30, 0xfe70), *range(0xff00, 0xfff0)}
    chosen = options(layout_features=['locl'], layout_scripts=['hani.JAN'], font_number=2)
    font = load_font(str(source), chosen)
    japanese_forms_of(font, japanese)
    subsetter = Subsetter(chosen)
    subsetter.populate(unicodes=everyday | kana_and_signs | {*range(0xac00, 0xd7a4)})
    subsetter.subset(font)
    save_font(font, str(target), chosen)


def main(packages, emoji, target):
    found = {path.name: path for path in sorted(Path(packages).rglob('*.tt[fc]'))}
    for name in ['NotoSans', 'NotoSerifTibetan', *(f'NotoSans{script}' for script in SCRIPTS)]:
        weight = 'Medium' if f'{name}-Medium.ttf' in found else 'Regular'
        unhinted(found[f'{name}-{weight}.ttf'], Path(target, f'{name}-{weight}.ttf'))
    unhinted(emoji, Path(target, 'NotoEmoji-Medium.ttf'))
    cjk(found['NotoSansCJK-Medium.ttc'], Path(target, 'NotoSansCJKsc-Medium.otf'))


main(*sys.argv[1:])
