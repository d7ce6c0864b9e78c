import { relativeTo } from '../files/paths';
import type { SandboxPlan } from './sandboxPlan';
import { pathFilters, portFilter } from './sbplText';

/** The plan as the sandbox of macOS carries it out, for one command. */
export interface SeatbeltPolicy extends SandboxPlan {
  /** The command's own temporary folder. */
  temporary: string;
  /** Where other programs have their temporary files, which are hidden. */
  temporaries: readonly string[];
  /** Files that can't be read wherever they lie. */
  withheld: readonly string[];
  network: boolean;
  /** Ports of this machine that may be connected to by a command without network. */
  ports: readonly number[];
}

/** Of the kernel, what a runtime asks when it starts. Not what it tells of processes: that has their environment in it. */
const sysctls = [
  ...[
    ...['argmax', 'boottime', 'hostname', 'hv_vmm_present', 'maxfiles', 'maxfilesperproc', 'maxproc', 'ngroups'],
    ...['osproductversion', 'osrelease', 'ostype', 'osvariant_status', 'osversion', 'secure_kernel', 'usrstack64'],
    ...['tcsm_available', 'tcsm_enable', 'version'],
  ].map((name) => `kern.${name}`),
  ...['security.mac.lockdown_mode_state', 'sysctl.proc_cputype', 'sysctl.proc_translated', 'vm.loadavg'],
];

/** Who a user is, logs and notifications of the system: nothing that starts a program, or holds a secret. */
const services = [
  ...['system.opendirectoryd.libinfo', 'system.opendirectoryd.membership', 'system.notification_center'],
  ...['system.logger', 'logd', 'bsd.dirhelper'],
];
/** Names and certificates. The last fetch what a certificate names, so they are a way out. */
const networkServices = [
  ...['SystemConfiguration.configd', 'SystemConfiguration.DNSConfiguration', 'dnssd.service', 'trustd', 'trustd.agent'],
];

const writtenDevices = ['null', 'zero', 'stdout', 'stderr', 'tty', 'ptmx', 'dtracehelper'];
const devices = [...writtenDevices, 'random', 'urandom', 'stdin', 'autofs_nowait'];
/** Of those in `/dev`, which belong to the person's own windows too, only those that a command opened. */
const ownTerminal = '(require-all (regex #"^/dev/ttys[0-9]+") (extension "com.apple.sandbox.pty"))';

/**
 * The text of a profile for `sandbox-exec`: everything is refused but what it allows, and the last rule that fits decides,
 * so the order is that of `wrap`: hide, then show what is needed, then protect. No hard link can be made and no file
 * cloned, or a hidden one would have a second name. Throws `ProcessError('sandbox')` for a path that it can't name.
 */
export function seatbeltProfile(policy: SeatbeltPolicy): string {
  const { worktree, temporary, readOnly, writes = [], reads = [], narrowed = [], hiddenFolders, hiddenFiles } = policy;
  const isAbove = (path: string) => isWithin(worktree, path) && path !== worktree;
  const above = readOnly.filter(isAbove);
  const below = readOnly.filter((path) => !isAbove(path));
  const own = [worktree, temporary];
  const kept = [...below, ...policy.withheld];
  const hiddenInWrites = [...hiddenFolders, ...hiddenFiles].filter((path) => writes.some((at) => isWithin(path, at)));
  return [
    '(version 1)',
    '(deny default)',
    ...ofProcesses,
    '(allow file-read*)',
    ...rules('deny file-read*', [...policy.temporaries, ...narrowed, '/dev']),
    ...ofDevices,
    ...rules('allow file-read*', reads),
    ...rules('allow file-read* file-write*', writes),
    ...rules('deny file-read* file-write* process-exec*', [...hiddenFolders, ...hiddenFiles]),
    ...rules('allow file-read* process-exec*', above),
    ...rules('deny file-write*', above),
    ...rules('allow file-read* file-write* process-exec*', own),
    ...rules('allow file-read* process-exec*', below),
    ...rules('deny file-write*', below),
    ...literals('allow file-read-metadata', [...own, ...readOnly, ...reads, ...writes].flatMap(foldersAbove)),
    ...rules('deny file-read* file-write* process-exec*', policy.withheld),
    ...literals('deny file-write-unlink', [...own, ...writes, ...kept, ...hiddenInWrites].flatMap(withFoldersAbove)),
    ...ofSockets(own),
    ...(policy.network ? ofNetwork : policy.ports.map((port) => `(allow network-outbound ${portFilter(port)})`)),
    '',
  ].join('\n');
}

/**
 * What looks at processes is not among what `deny default` refuses. Java asks for the grade of the processor as if it wrote
 * it, and OpenMP ends a program that can't register itself.
 */
const ofProcesses = [
  '(deny process-info*)',
  '(allow process-exec* process-fork)',
  '(allow process-info* (target same-sandbox))',
  '(allow signal (target same-sandbox))',
  `(allow sysctl-read (sysctl-name-prefix "hw.") (sysctl-name-prefix "machdep.cpu.") ${names('sysctl-name', sysctls)})`,
  '(allow sysctl-write (sysctl-name "kern.grade_cputype"))',
  `(allow mach-lookup ${names('global-name', ofApple(services))})`,
  '(allow ipc-posix-sem)',
  '(allow ipc-posix-shm-read* (ipc-posix-name "apple.shm.notification_center"))',
  '(allow ipc-posix-shm* (ipc-posix-name-regex #"^/__KMP_REGISTERED_LIB_[0-9]+$"))',
  '(allow iokit-open (iokit-registry-entry-class "RootDomainUserClient"))',
  '(allow pseudo-tty)',
];

const ofDevices = [
  '(allow file-read-metadata (subpath "/dev"))',
  `(allow file-read* file-ioctl (subpath "/dev/fd") ${names('literal', inDev(devices))})`,
  `(allow file-write* (subpath "/dev/fd") ${names('literal', inDev(writtenDevices))})`,
  `(allow file-read* file-write* file-ioctl ${ownTerminal})`,
];

const ofNetwork = [
  '(allow network-bind (local ip "*:*"))',
  '(allow network-inbound (local ip "*:*"))',
  '(allow network-outbound (remote ip "*:*"))',
  '(allow network-outbound (literal "/private/var/run/mDNSResponder"))',
  '(allow system-socket (require-all (socket-domain AF_SYSTEM) (socket-protocol 2)))',
  '(allow sysctl-read (sysctl-name-prefix "net.routetable."))',
  `(allow mach-lookup ${names('global-name', ofApple(networkServices))})`,
];

/** Those in folders of the command's own. */
function ofSockets(folders: readonly string[]): string[] {
  return [
    '(allow system-socket (socket-domain AF_UNIX))',
    ...folders.flatMap((folder) =>
      pathFilters('subpath', folder).flatMap((filter) => [
        `(allow network-bind (local unix-socket ${filter}))`,
        `(allow network-outbound (remote unix-socket ${filter}))`,
      ]),
    ),
  ];
}

function rules(verb: string, paths: readonly string[]): string[] {
  return paths.map(
    (path) => `(${verb} ${pathFilters('literal', path).join(' ')} ${pathFilters('subpath', path).join(' ')})`,
  );
}

function literals(verb: string, paths: readonly string[]): string[] {
  return [...new Set(paths)].map((path) => `(${verb} ${pathFilters('literal', path).join(' ')})`);
}

function names(kind: string, all: readonly string[]): string {
  return all.map((name) => `(${kind} "${name}")`).join(' ');
}

function ofApple(all: readonly string[]): string[] {
  return all.map((name) => `com.apple.${name}`);
}

function inDev(all: readonly string[]): string[] {
  return all.map((name) => `/dev/${name}`);
}

function foldersAbove(path: string): string[] {
  return withFoldersAbove(path).slice(1);
}

function withFoldersAbove(path: string): string[] {
  const names = path.split('/').slice(1);
  return names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}`);
}

function isWithin(path: string, folder: string): boolean {
  return relativeTo(folder, path) !== null;
}
