/**
 * The numbers that card companies give out, by first digits and length. The short Visa numbers of old are left out: the
 * bar code of every second German product would be one.
 */
const issued =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17})$/;

/** Whether digits, perhaps in groups, are a payment card's number: given out by a card company, with its check digit. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  return issued.test(digits) && hasCheckDigit(digits);
}

/** Luhn's sum: from the right every second digit counts twice, and its own digits are added up. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const counted = place % 2 === 1 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
