"""The Handbill site: who may, what is stored, what is shown, when it runs. Meaning lives in `handbill`."""
