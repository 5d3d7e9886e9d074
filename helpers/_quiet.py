"""TensorFlow without its log lines: some front ends save them in a notebook, others do not."""

import logging
import os


def quiet_tensorflow() -> None:
    """Switch off the C++ log of TensorFlow; call it before TensorFlow or Keras is imported.

    Errors still arrive, as Python exceptions. What the user has set is left as it is.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # oneDNN announces itself whatever the level is. Without it the rounding also differs less from
    # processor to processor; layers as small as ours gain nothing from it.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    # TensorFlow warns of a fifth model that is traced. A lesson may well train five small ones.
    logging.getLogger("tensorflow").addFilter(_is_not_about_retracing)
    # Keras imports matplotlib, which says so where it has to look for the fonts first.
    logging.getLogger("matplotlib.font_manager").addFilter(_is_not_about_fonts)


def _is_not_about_retracing(record: logging.LogRecord) -> bool:
    return "retracing" not in str(record.msg)


def _is_not_about_fonts(record: logging.LogRecord) -> bool:
    return "font cache" not in str(record.msg)
