-- Planned messages that expired at an instant which lies ahead: the clock has been set back since.
CREATE INDEX check_in_expired ON check_in (ended_at, chat_id, generation) WHERE ending = 'expired';
