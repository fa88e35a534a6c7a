/** Of the ciphers those that AES needs here. */
export { cbc, cfb, ctr, ecb, gcm, unsafe } from "@noble/ciphers/aes.js";
