/**
 * Every way in which Salle says no: code → status → one sentence for a person.
 * Codes are stable; the pages translate them by code, programs branch on them.
 */
export const refusals = {
  invalid: { status: 400, message: 'Some of what was sent cannot be used.' },
  sign_in_required: { status: 401, message: 'Please sign in first.' },
  invalid_credentials: { status: 401, message: 'This e-mail and password do not belong together.' },
  forbidden: { status: 403, message: 'Your account may not do this.' },
  origin_not_allowed: { status: 403, message: 'This request did not come from a page of this clinic.' },
  no_hand_over: {
    status: 403,
    message:
      'Only where no mail server is set, only the admin who has invited somebody, and only until they have signed in.',
  },
  told_before: {
    status: 403,
    message: 'This was told before you began to act for this person, and is not shown to you.',
  },
  demo_closed: { status: 403, message: 'Demo accounts cannot sign in to this clinic.' },
  not_found: { status: 404, message: 'There is nothing here.' },
  method_not_allowed: { status: 405, message: 'This address does not answer that method.' },
  too_slow: { status: 408, message: 'This took too long to arrive. Please try again.' },
  email_taken: { status: 409, message: 'Another account already uses this e-mail address.' },
  name_taken: { status: 409, message: 'Another one already has this name.' },
  version_conflict: { status: 409, message: 'Somebody else changed this meanwhile. Please look again.' },
  in_use: { status: 409, message: 'This is still in use and cannot be retired.' },
  already_joined: { status: 409, message: 'This person already belongs to your account.' },
  own_particulars: {
    status: 409,
    message: 'This person has an account of their own, or the front desk keeps this: it is not yours to change.',
  },
  own_record_in_use: {
    status: 409,
    message:
      'An account has one record of its own, and appointments stand in the one that it has. This one can be joined beside it, as somebody else’s.',
  },
  birth_date_kept: {
    status: 409,
    message: 'The front desk corrects a birth date that is known. Please ask them.',
  },
  last_admin: { status: 409, message: 'A clinic needs at least one admin.' },
  time_slot_conflict: {
    status: 409,
    message: 'This time slot was just booked by another patient. Please select a different time.',
  },
  patient_conflict: { status: 409, message: 'This patient already has another appointment at that time.' },
  invalid_transition: { status: 409, message: 'The appointment’s present status does not allow this.' },
  resync_required: { status: 410, message: 'This is too long ago to catch up. Please load it anew.' },
  payload_too_large: { status: 413, message: 'This is more than Salle accepts at once.' },
  unsupported_media_type: { status: 415, message: 'Please send JSON.' },
  file_type: { status: 415, message: 'Please choose a PDF, a picture or a plain text.' },
  link_expired: { status: 422, message: 'This link has been used or has expired. Please ask for a new one.' },
  code_refused: { status: 422, message: 'This code is not valid. Please ask the front desk for a new one.' },
  idempotency_mismatch: { status: 422, message: 'This Idempotency-Key was used for another request.' },
  doctor_unavailable: { status: 422, message: 'Doctor is not available for booking' },
  day_unavailable: { status: 422, message: 'Doctor is not available on this day' },
  outside_hours: { status: 422, message: 'This time lies outside the doctor’s hours.' },
  not_a_slot: { status: 422, message: 'No appointment begins at this time. Please choose one of the slots.' },
  in_the_past: { status: 422, message: 'This time has passed.' },
  too_soon: { status: 422, message: 'This is too soon to book. Please choose a later time, or call the clinic.' },
  too_far_ahead: { status: 422, message: 'This is further ahead than the doctor takes bookings.' },
  mode_unavailable: { status: 422, message: 'The doctor does not offer this kind of consultation.' },
  too_many_holds: { status: 422, message: 'You are already holding five slots. Please finish or let go of one first.' },
  too_many_ahead: {
    status: 422,
    message:
      'You have as many appointments ahead as one account may book here. Please cancel one that you do not need, or call the clinic.',
  },
  too_many_dependents: {
    status: 422,
    message: 'You already act for as many people as one account may. Please ask the front desk.',
  },
  too_late: { status: 422, message: 'It is too late to change this here. Please call the clinic.' },
  too_many_files: { status: 422, message: 'Too many files wait for an appointment. Please remove some first.' },
  too_many_waits: { status: 422, message: 'You are already waiting for ten times. Please leave one of them first.' },
  file_gone: { status: 422, message: 'One of the files is no longer there. Please add it again.' },
  too_many_attempts: { status: 429, message: 'Too many attempts. Please wait a moment and try again.' },
  too_many_bookings: {
    status: 429,
    message:
      'You have booked, moved or begun to wait as often as one account may within an hour. Please wait a while, or call the clinic.',
  },
  too_many_dependents_today: {
    status: 429,
    message:
      'You have added people as often as one account may within a day. Please ask the front desk, or try tomorrow.',
  },
  held_long_enough: {
    status: 429,
    message:
      'You have kept this time for ten minutes, as long as one account may within an hour. As long as nobody takes it you can book it.',
  },
  too_much_today: {
    status: 429,
    message:
      'You have sent as many files as one account may within a day. Please bring the others along, or try tomorrow.',
  },
  internal: { status: 500, message: 'Something went wrong on our side. Please try again.' },
  unavailable: { status: 503, message: 'Salle cannot answer just now. Please try again in a moment.' },
} as const;

export type RefusalCode = keyof typeof refusals;

/** A field that kept a request from being understood. `rule` names why, for programs and for translation. */
export type FieldError = { field: string; message: string; rule: string };

/** What a caller reads when something was refused. */
export type RefusalBody = {
  success: false;
  error: RefusalCode;
  message: string;
  errors?: FieldError[];
};
