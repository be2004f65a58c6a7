"""Tables that come as files: separated values and workbooks, set as rows with cells."""
