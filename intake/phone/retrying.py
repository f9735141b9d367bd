"""What asks Twilio to bring a report again when we answer 5xx: it stands behind the address it reports to.

The fragment never reaches us, and we were not able to see whether Twilio signs it, so a signature over either
form of the address is believed (`webhook_auth`). Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides.
"""

RETRY = "#rc=2&rp=ct,5xx"  # twice more, after no connection and after 5xx
