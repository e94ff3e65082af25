"""What the product does: one file per noun, one public function per use.

`publishing` carries a due Post to its verdict, `scheduling` says when it goes out, `support`
explains it to people; the nouns themselves stand here.
"""
