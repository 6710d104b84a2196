"""Sheets on one page, to print and to cite, and the pictures that other sites show beside a link.

There is a sheet of the organization, of each State, and of the members of a day. A sheet is plain data (composing.py):
text and lists of text, made once. The page to print (templates/pages/sheet.html) and the PDF (typ/sheet.typ) both set
that data and nothing else, so they cannot differ. typesetting.py makes PDF and PNG with typst; answering.py keeps what
was made, within bounds.
"""
