/** The examples of EMQX's documentation ("Access Control List", "Use ACL File") as claims, each with actions and their verdicts. */

export interface Block {
  readonly name: string;
  readonly claims: object;
  readonly roles?: object;
  /** `pub topic [qos] [retain]` or `sub filter [qos]`, then what is expected. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
}

export const allow = (action: string, topic: string, more: object = {}) => ({ permission: 'allow', action, topic, ...more });
export const deny = (action: string, topic: string, more: object = {}) => ({ permission: 'deny', action, topic, ...more });

export const emqxExamples: readonly Block[] = [
  {
    name: 'EMQX, new format, the example as it stands',
    claims: {
      username: 'emqx_u',
      clientid: 'emqx_c',
      acl: [
        allow('publish', 't/${clientid}'),
        allow('subscribe', 'eq t/1/#', { qos: [1] }),
        deny('publish', 't/2', { retain: true }),
        deny('all', 't/3'),
      ],
    },
    allowed: ['pub t/emqx_c', 'pub t/emqx_c 1', 'pub t/emqx_c 2 retain', 'sub t/1/# 1'],
    denied: [
      'pub t/emqx_u',
      'pub t/emqx_c/x',
      'pub t/${clientid}',
      'sub t/emqx_c',
      'sub t/1/# 0',
      'sub t/1/# 2',
      'sub t/1/x 1',
      'sub t/1/y 1',
      'sub t/1/+ 1',
      'sub t/1 1',
      'sub t/# 1',
      'pub t/1/x',
      'pub t/2 0 retain',
      'pub t/2',
      'pub t/3',
      'pub t/3 2 retain',
      'sub t/3',
      'sub t/3 2',
    ],
  },
  {
    name: 'EMQX, new format, the denials followed by what they are exceptions of',
    claims: { acl: [deny('publish', 't/2', { retain: true }), deny('all', 't/3'), allow('all', 't/#')] },
    allowed: ['pub t/2', 'pub t/2 1', 'pub t/1', 'pub t/3/x', 'pub t', 'sub t/2', 'sub t/2 2', 'sub t/3/x', 'sub t/+/x', 'sub t/1/#'],
    denied: [
      'pub t/2 0 retain',
      'pub t/2 2 retain',
      'pub t/3',
      'pub t/3 1 retain',
      'sub t/3',
      'sub t/3/#',
      'sub t/+',
      'sub t/#',
      'pub u',
      'sub #',
    ],
  },
  {
    name: 'EMQX, old format, the example as it stands',
    claims: {
      username: 'emqx_u',
      clientid: 'emqx_c',
      acl: {
        pub: ['testpub1/${username}', 'eq testpub2/${username}'],
        sub: ['testsub1/${username}', 'testsub2/${clientid}', 'testsub2/#'],
        all: ['testall1/${username}', 'testall2/${clientid}', 'testall3/#'],
      },
    },
    allowed: [
      'pub testpub1/emqx_u',
      'pub testpub2/${username}',
      'pub testpub1/emqx_u 2 retain',
      'sub testsub1/emqx_u',
      'sub testsub2/emqx_c',
      'sub testsub2/other',
      'sub testsub2/#',
      'sub testsub2',
      'sub testsub2/+/x 1',
      'pub testall1/emqx_u',
      'sub testall1/emqx_u',
      'pub testall2/emqx_c',
      'sub testall2/emqx_c',
      'pub testall3/a/b',
      'pub testall3',
      'sub testall3/a/b',
      'sub testall3/#',
      'sub testall3/+ 2',
    ],
    denied: [
      'pub testpub1/other',
      'pub testpub1/${username}',
      'pub testpub2/emqx_u',
      'sub testpub1/emqx_u',
      'sub testpub2/${username}',
      'sub testsub1/other',
      'sub testsub1/+',
      'sub testsub1/#',
      'pub testsub1/emqx_u',
      'pub testsub2/x',
      'pub testall1/emqx_c',
      'pub testall2/emqx_u',
      'sub testall2/#',
      'sub testall1/+',
      'sub #',
      'sub +/emqx_u',
      'pub other',
    ],
  },
  {
    name: 'EMQX, ACL file, the user dashboard and the topics of the system',
    claims: { username: 'dashboard', acl: [allow('subscribe', '$SYS/#')] },
    allowed: ['sub $SYS/#', 'sub $SYS/foo', 'sub $SYS/foo/#', 'sub $SYS', 'sub $SYS/+'],
    denied: ['pub $SYS/foo', 'sub #', 'sub +/foo', 'sub foo', 'sub $share', 'sub $SYSX/foo'],
  },
  {
    name: 'EMQX, ACL file, everything from this machine',
    claims: { acl: [allow('all', '$SYS/#'), allow('all', '#')] },
    allowed: ['pub $SYS/foo', 'sub $SYS/foo', 'sub #', 'sub +', 'pub a', 'pub a/b/c', 'sub a/#', 'sub $SYS/#'],
    denied: ['pub $other/x', 'sub $other/#'],
  },
  {
    name: 'EMQX, ACL file, everybody but the system and but everything at once',
    claims: { acl: [deny('subscribe', '$SYS/#'), deny('subscribe', 'eq #'), allow('all', '#')] },
    allowed: ['sub a', 'sub a/#', 'sub +/a', 'sub +/#', 'pub a', 'sub +'],
    denied: ['sub $SYS/#', 'sub $SYS/broker', 'sub #', 'sub $share/g/#', 'sub $share/g/$SYS/#', 'pub $SYS/x'],
  },
  {
    name: 'EMQX, ACL file, quality and retention as conditions',
    claims: {
      acl: [
        deny('publish', '#', { qos: 1, retain: false }),
        deny('publish', 'r/#', { retain: true }),
        deny('subscribe', '#', { qos: 2 }),
        allow('all', '#'),
      ],
    },
    allowed: ['pub a', 'pub a 2', 'pub a 1 retain', 'pub r/a', 'pub r/a 2', 'pub s/a 0 retain', 'sub a', 'sub a 1', 'sub # 1'],
    denied: ['pub a 1', 'pub r/a 1', 'pub r/a 0 retain', 'pub r 2 retain', 'sub a 2', 'sub # 2'],
  },
  {
    name: 'EMQX, ACL file, an equal topic with a wildcard in it',
    claims: { acl: [allow('all', 'eq foo/#')] },
    allowed: ['sub foo/#', 'sub $share/g/foo/#'],
    denied: ['sub foo/bar', 'sub foo', 'sub foo/+', 'pub foo/bar', 'sub foo/bar/#', 'sub #'],
  },
];
