"""What the product does: one file per noun, one public function per use."""
