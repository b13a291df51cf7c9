"""How a comparison is shown: words, tables, figures and a report; imported by nothing but the command line."""
