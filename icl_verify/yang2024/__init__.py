"""The paper: Yang, Huang, Liang and Chi, In-Context Learning with Representations, arXiv 2408.10147."""
