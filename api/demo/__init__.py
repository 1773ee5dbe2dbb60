"""The demo organisation: 晴川生活, a chain of 36 shops, with ninety days behind it. Made up from the first name to the last shift.

`company` who works where and when, `practice` how they learned, `fill` puts it into a database by the actions of real use.
Everything is drawn from one seed and the moment of filling, so that two fills at one moment are alike.
"""
