"""The few ways the engine can fail, each with a code that stays for ever and a way out.

MediaError
|-- BadSourceError           the file itself; asking again with the same bytes is useless
|   |-- NoFileError, EmptyFileError, UnknownFormatError, NoIndexError,
|   |   CutShortError, CorruptError, OutsideReferenceError, NoVideoError, TooManyPixelsError,
|   |   TooMuchToDrawError
|-- SourceChangedError       the file was written to while it was read
|-- RefusedError             the Plan is Reject: there is nothing to render
|-- ToolMissingError         no ffmpeg, or one without a part that is needed
|-- ToolFailedError          a program ended badly
|   |-- ToolKilledError      by a signal that was not ours (out of memory, a crash)
|-- OutOfTimeError           the time limit, or no progress for too long
|-- OutOfRoomError           the disk is full, or at the floor that stays free
|-- TooMuchOutputError       more was written than any file may take
|-- CancelledError           somebody asked us to stop
|-- NotVouchedError          the output was made, measured, and is not what was promised
"""


class MediaError(Exception):
    """Anything that keeps the engine from its answer."""

    code = "media_error"
    way_out = "Try again; if it happens twice, keep the file and tell the operator."


class BadSourceError(MediaError):
    """The file cannot be used, whatever is done to it."""

    code = "bad_source"
    way_out = "Export the file again from the program that made it."
    allowed = "a film or picture that can be read to its end"


class NoFileError(BadSourceError):
    """Nothing of that name, or a folder."""

    code = "no_file"
    way_out = "Name an existing file."


class EmptyFileError(BadSourceError):
    """Zero bytes."""

    code = "empty"
    way_out = "Send the file again: not a single byte of it arrived."


class UnknownFormatError(BadSourceError):
    """The first bytes belong to no format that we open."""

    code = "unknown_format"
    allowed = "MP4, MOV, WebM, MKV, AVI, MPEG, FLV, GIF; JPEG, PNG, WebP, HEIC, AVIF, TIFF"
    way_out = "Send a film or a picture in one of the allowed formats."


class NoIndexError(BadSourceError):
    """An MP4 or MOV without its table of contents: the recording was never finished."""

    code = "no_index"
    way_out = "The recording was not finished or not fully copied: export or copy it again."


class CutShortError(BadSourceError):
    """The file ends before the pictures that it lists."""

    code = "cut_short"
    way_out = "The end is missing, most likely from a broken copy: send the whole file."


class CorruptError(BadSourceError):
    """The structure contradicts itself."""

    code = "corrupt"


class OutsideReferenceError(BadSourceError):
    """A film whose pictures lie in another file or at an address."""

    code = "outside_reference"
    allowed = "a film that holds its own pictures and sound"
    way_out = "Export it as a self-contained film."


class NoVideoError(BadSourceError):
    """Nothing in the file moves: sound only, or sound with a cover."""

    code = "no_video"
    allowed = "a file with a moving picture"
    way_out = "Send a film; sound alone cannot be posted."


class TooManyPixelsError(BadSourceError):
    """A picture so large that opening it would hurt the machine."""

    code = "too_many_pixels"
    way_out = "Export it smaller; 1080 by 1920 is all that is shown."


class TooMuchToDrawError(BadSourceError):
    """An animated picture that would keep the machine busy for longer than its film is worth."""

    code = "too_much_to_draw"
    allowed = (
        "an animation of 500 MB, 18,000 pictures, and 10,000 million pixels in all its pictures"
    )
    way_out = "Export it as MP4, where the same film is a tenth of the size and read at once."


class SourceChangedError(MediaError):
    """The file was not the same before and after we read it."""

    code = "source_changed"
    way_out = "Hand the file over only when it is completely written, then try again."


class RefusedError(MediaError):
    """Asked to render a file that was rejected."""

    code = "refused"
    way_out = "Mend what the findings name, then hand the file in again."


class ToolMissingError(MediaError):
    """No usable ffmpeg, or one without an encoder or filter that this work needs."""

    code = "tool_missing"
    way_out = "Install ffmpeg 5.1 or newer with libx264, or `pip install imageio-ffmpeg av`."


class ToolFailedError(MediaError):
    """A program ended with an error of its own."""

    code = "tool_failed"

    def __init__(self, message: str, said: str = "") -> None:
        super().__init__(message)
        self.said = said


class ToolKilledError(ToolFailedError):
    """A program was ended by a signal: the kernel wanted its memory, or it crashed."""

    code = "tool_killed"
    way_out = "Give the machine more memory or render fewer films at once, then try again."


class OutOfTimeError(MediaError):
    """Longer than its limit, or standing still."""

    code = "out_of_time"
    way_out = "Try again when the machine is less busy, or raise the time limit."


class OutOfRoomError(MediaError):
    """No room for the output."""

    code = "out_of_room"
    way_out = "Free disk space on the media volume, then try again."


class TooMuchOutputError(MediaError):
    """The output passed its limit, and room was not what it lacked."""

    code = "too_much_output"
    way_out = "Keep the file and tell the operator: no film that may be posted is so large."


class CancelledError(MediaError):
    """Stopped on request; nothing is left behind."""

    code = "cancelled"
    way_out = "Start it again when it is wanted."


class NotVouchedError(MediaError):
    """We made a file and would not put our name to it."""

    code = "not_vouched"
    way_out = "Keep the original and tell the operator: the engine could not make it fit."
