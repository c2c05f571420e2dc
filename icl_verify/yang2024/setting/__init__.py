"""The model of section 2 alone: instances, transformer, loss."""

from icl_verify.yang2024.setting import pictures as pictures  # what reports draw of a setting
from icl_verify.yang2024.setting import vocabulary as vocabulary
