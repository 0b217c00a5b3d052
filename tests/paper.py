"""A printed map as a reader has it."""

import re

import pypdfium2

MM = 72 / 25.4


class Paper:
    """A PDF as a reader has it."""

    def __init__(self, data):
        self.data = data
        document = pypdfium2.PdfDocument(data)
        self.sizes = [tuple(round(side / MM) for side in page.get_size()) for page in document]
        self.texts, self.outside = [], []
        for page in document:
            words = page.get_textpage()
            self.texts.append(words.get_text_range())
            width, height = page.get_size()
            for i in range(words.count_rects()):
                left, bottom, right, top = words.get_rect(i)
                if left < 0 or bottom < 0 or right > width or top > height:
                    self.outside.append(words.get_text_bounded(left, bottom, right, top))
            words.close()
            page.close()
        document.close()
        # As one copies it: names that are wrapped run over two lines.
        self.text = re.sub(r"\s", "", "".join(self.texts))
