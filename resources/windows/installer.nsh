; Part of the NSIS script that electron-builder writes. The program enters itself to be started at login only when a person asks for
; it (app/main/autostart.ts); what it has entered goes with it, but stays over an update.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "mqttx-sse-server"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "mqttx-sse-server"
  ${endIf}
!macroend
