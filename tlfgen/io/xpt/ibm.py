"""IBM hexadecimal floating point, the number format of transport files."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tlfgen.core.errors import OutputError

__all__ = ["ibm_bytes", "ibm_numbers"]

_MISSING = np.frombuffer(b".\0\0\0\0\0\0\0", dtype=np.uint8)
_MARKS = b"._ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LARGEST_EXPONENT = 63
_SMALLEST_EXPONENT = -64


def ibm_bytes(values: npt.NDArray[np.float64], *, name: str = "") -> npt.NDArray[np.uint8]:
    """
    Give each number as the eight bytes of an IBM double.

    A 53-bit mantissa fits the 56 bits of the format, so every number keeps all its digits.

    Parameters
    ----------
    values : array of float64, shape (n,)
        NaN is written as the SAS missing value ``.``.
    name : str
        Variable name, for the message.

    Returns
    -------
    array of uint8, shape (n, 8)

    Raises
    ------
    OutputError
        ``output.xpt-number`` for an infinite number, or one beyond about 7.2e75.

    Notes
    -----
    Source: SAS technical support note TS-140, the record layout of a SAS version 5 or 6
    transport dataset.

    Examples
    --------
    >>> ibm_bytes(np.array([1.0, -0.5]))[:, :2].tolist()
    [[65, 16], [192, 128]]
    """
    missing = np.isnan(values)
    finite = np.where(missing, 0.0, values)
    mantissa, exponent = np.frexp(np.abs(finite))
    zero = mantissa == 0
    hexadecimal = -(-exponent // 4)
    too_large = np.isinf(finite) | (hexadecimal > _LARGEST_EXPONENT)
    if too_large.any():
        what = f"The number {values[too_large][0]!r} of '{name}' does not fit a transport file."
        hint = "numbers may reach about 7.2e75"
        raise OutputError.of("output.xpt-number", what, hint=hint)
    zero |= hexadecimal < _SMALLEST_EXPONENT
    shift = 4 * hexadecimal - exponent
    fraction = np.ldexp(mantissa, 53).astype(np.uint64) << (3 - shift).astype(np.uint64)
    sign = np.signbit(finite).astype(np.uint64) << np.uint64(63)
    head = (hexadecimal + 64).astype(np.uint64) << np.uint64(56)
    bits = np.where(zero, np.uint64(0), sign | head | fraction)
    out = bits.astype(">u8").view(np.uint8).reshape(-1, 8).copy()
    out[missing] = _MISSING
    return out


def ibm_numbers(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """
    Give the numbers of IBM doubles, which may be cut to fewer bytes.

    Parameters
    ----------
    data : array of uint8, shape (n, 2 to 8)

    Returns
    -------
    array of float64, shape (n,)
        NaN for every missing value: ``.``, ``._`` and ``.A`` to ``.Z``.

    Notes
    -----
    Source: TS-140.

    Examples
    --------
    >>> ibm_numbers(ibm_bytes(np.array([1.5, -0.1, np.nan]))).tolist()
    [1.5, -0.1, nan]
    """
    whole = np.zeros((len(data), 8), dtype=np.uint8)
    whole[:, : data.shape[1]] = data
    bits = whole.view(">u8").reshape(-1).astype(np.uint64)
    exponent = ((bits >> np.uint64(56)) & np.uint64(0x7F)).astype(np.int32) - 64
    mantissa = bits & np.uint64((1 << 56) - 1)
    values = np.ldexp(mantissa.astype(np.float64), 4 * exponent - 56)
    values = np.where(bits >> np.uint64(63), -values, values)
    marks = np.isin(whole[:, 0], np.frombuffer(_MARKS, dtype=np.uint8)) & (mantissa == 0)
    return np.where(marks, np.nan, values)
