import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A certificate and its key, as PEM. */
export interface IssuedCertificate {
  readonly cert: string
  readonly key: string
}

/** Signs certificates of servers and clients. */
export interface TestAuthority {
  /** Its own certificate, as PEM. */
  readonly cert: string
  /** For `localhost` and 127.0.0.1. `expired`: was valid until an hour ago. */
  issue(name: string, options?: { readonly expired?: boolean }): Promise<IssuedCertificate>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const hourMs = 3_600_000

interface Signer {
  readonly certificate: X509Certificate
  readonly keys: CryptoKeyPair
}

export async function createAuthority(name: string): Promise<TestAuthority> {
  const authority = await sign(name, undefined, false)
  return {
    cert: authority.certificate.toString('pem'),
    async issue(subject, { expired = false } = {}) {
      const { certificate, keys } = await sign(subject, authority, expired)
      return { cert: certificate.toString('pem'), key: await privatePem(keys) }
    },
  }
}

/** Without a signer: signed by itself. */
async function sign(name: string, signer: Signer | undefined, expired: boolean): Promise<Signer> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const until = Date.now() + (expired ? -hourMs : hourMs)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: Buffer.from(crypto.getRandomValues(new Uint8Array(8)))
      .toString('hex')
      .replace(/^./, '1'),
    subject: `CN=${name}`,
    issuer: signer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(until - 2 * hourMs),
    notAfter: new Date(until),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: (signer?.keys ?? keys).privateKey,
    extensions: [
      new BasicConstraintsExtension(signer === undefined, undefined, true),
      ...(signer === undefined
        ? []
        : [
            new SubjectAlternativeNameExtension([
              { type: 'dns', value: 'localhost' },
              { type: 'ip', value: '127.0.0.1' },
            ]),
          ]),
    ],
  })
  return { certificate, keys }
}

async function privatePem({ privateKey }: CryptoKeyPair): Promise<string> {
  const body = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)).toString('base64')
  const lines = body.match(/.{1,64}/g) ?? []
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
}
